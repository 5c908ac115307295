"""What a region knows about itself: results, companies, money and people, one file per register."""

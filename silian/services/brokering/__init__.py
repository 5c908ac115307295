"""The broker's bench: deciding on matches one after another, introducing, and how good the matches were."""

"""产业链: companies, their needs and qualifications, opportunities, industry chains."""

"""Cases: respondents and participants, their variables and values, and survey files."""

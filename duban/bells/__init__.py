"""What rings when something did not happen (值守): the rules of alarms, the days of meetings, their settings."""

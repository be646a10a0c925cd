"""The public's door: cities, a city's page, its figures, the entrance to a rehearsal. It tells nobody from another."""

"""Reports: what all rooms together show, as an audit and as panels of figures. It changes nothing but its snapshots."""

"""Files of others and our own as problems and plans: text in, values out, and back. A bad file names line and field."""

"""Reports: what all rooms together show. Reads only; it must not write, nor keep figures of its own."""

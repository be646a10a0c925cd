"""`evenhand plan`: a file of orders in, a checked plan out. It needs no database and no city."""

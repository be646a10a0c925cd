"""Who works on the parts of a large plan: processes of this machine, or machines of a Dask cluster."""

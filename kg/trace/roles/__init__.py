"""What an account of a trace looks like by its numbers: collection, layering, an exit, a pool."""

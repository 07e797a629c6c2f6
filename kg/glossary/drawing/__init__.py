"""Pictures of the ontology, computed: the chain, a term among its neighbours, a module's tree."""

"""The administrator's pages: people and roles, service levels, the risk that is set."""

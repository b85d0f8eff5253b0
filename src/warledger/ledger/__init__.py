"""The store of reports and claims, incidents, disputes and queries."""

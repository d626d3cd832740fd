"""The check of the locked packages for known vulnerabilities: `make audit OSV=all.zip`, without a network."""

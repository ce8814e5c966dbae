"""What a person who runs the services watches: readiness, metrics, a line of log per question."""

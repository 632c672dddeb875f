"""Geo RTCC: calls for service and plate hits on an agency's own map."""

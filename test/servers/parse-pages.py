"""Reads [[format, page], ...] as JSON and prints the result of the reference parser for each page: samples or the error."""

import json
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics

parsers = {"text": parser, "openmetrics": openmetrics}


def read(name, page):
    try:
        families = list(parsers[name].text_string_to_metric_families(page))
        return {"samples": sum(len(family.samples) for family in families)}
    except Exception as error:
        return {"error": repr(error)}


json.dump([read(*page) for page in json.load(sys.stdin)], sys.stdout)

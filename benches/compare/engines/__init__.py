"""The same two models, written for each engine as somebody who knows it well would."""

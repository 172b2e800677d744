"""The catalogue: product classes, products with pictures and links, comparison."""

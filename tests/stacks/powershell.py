"""Reads PowerShell from standard input with a grammar of it, and says where it is none."""

import sys

import tree_sitter
import tree_sitter_powershell

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
left = [parser.parse(sys.stdin.buffer.read()).root_node]
while left:
    node = left.pop()
    if node.is_error or node.is_missing:
        sys.exit(f"line {node.start_point[0] + 1}: {node.text.decode()!r}")
    left.extend(node.children)

"""Coding: segments, reviews, memos, layers."""

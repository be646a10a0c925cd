"""Offices that draw by themselves: who sends winner lists."""

"""Handover: a parcel into a person's hands, proved by a code asked for before letting go.

A handover is written once and never changed; who disputes it opens an incident. No code is stored anywhere.
"""

"""Payment services that take no money, on this machine: HTTP as the real ones speak it, with real signatures.

For tests and for `evenhand fakepay`. They check the merchant's signature on every request and refuse a wrong one.
"""

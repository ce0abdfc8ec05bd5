"""The IMAP side of a mailbox (RFC 9051): its connection, its folders, its mails.

Everything here waits for the network, so that it is called from a thread while messages leave.
"""

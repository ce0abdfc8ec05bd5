"""Listen: a mail -> what it is; and what that is about -> what follows from it. Both are pure.

`understanding` takes 40 ms to import, which a run that hears no mail does not owe: so nothing of
it is imported here.
"""

"""Many calls on an executor of the caller's: threads, processes, or machines.

parcels: a few calls, as they travel to a worker
shipment: what all parcels of a run share: the link, and how the workers know it
worker: makes the calls of a parcel where it arrives
claims: no call that changes something is made twice, if an executor repeats its work
stop_sign: how the workers learn that no further call is to start
dispatch: hands parcels to the executor, a few at a time, and collects the outcomes
travel: which clients can travel, and what to do about the others
"""

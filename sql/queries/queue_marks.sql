-- What people did with what stands in the live map's queue. A record is found by its id and by its
-- own instant to the second, which says in which partition it lies.

-- name: queue_hit_at
-- When the read of a hit was captured; suppressed ones are in no queue. At most one row.
select captured_at as at
from hit
where captured_at > %(record_at)s::timestamptz - interval '1 second'
    and captured_at < %(record_at)s::timestamptz + interval '1 second'
    and hit_id = %(record_id)s::bigint
    and not is_suppressed
limit 1

-- name: queue_call_at
-- When a call was received. At most one row.
select received_at as at
from call_for_service
where received_at > %(record_at)s::timestamptz - interval '1 second'
    and received_at < %(record_at)s::timestamptz + interval '1 second'
    and call_id = %(record_id)s::bigint
limit 1

-- name: queue_mark_begin
-- Let one transaction at a time mark this record, until it ends. One row.
select pg_advisory_xact_lock(hashtext('queue_mark'), hashint8(%(record_id)s::bigint))

-- name: queue_mark_add
-- Note a deed, unless it acknowledges what is acknowledged already, or the same person has done
-- the same. At most one row.
insert into queue_mark (at, kind, record_id, record_at, action, by)
select %(now)s::timestamptz, %(kind)s::text, %(record_id)s::bigint, %(record_at)s::timestamptz,
       %(action)s::text, %(by)s::text
where not exists (
    select from queue_mark
    where record_at = %(record_at)s::timestamptz and kind = %(kind)s::text
        and record_id = %(record_id)s::bigint and action = %(action)s::text
        and (action = 'acknowledge' or by = %(by)s::text)
)
returning mark_id

-- What has changed, in order of commit, for readers that follow along.

-- name: outbox_begin
-- Let one transaction at a time append, until it ends, so that ids are in order of commit; make
-- sure of the partition. One row.
select pg_advisory_xact_lock(hashtext('outbox')),
       ensure_data_partitions('outbox', %(at)s::timestamptz, %(at)s::timestamptz)

-- name: outbox_add
-- Append entries and tell whoever listens the last id, as a hint. One row.
with added as (
    insert into outbox (at, topic, record_id, from_at, to_at, n)
    select %(at)s::timestamptz, e.topic, e.record_id, e.from_at, e.to_at, e.n
    from unnest(%(topics)s::text[], %(record_ids)s::bigint[], %(from_ats)s::timestamptz[],
                %(to_ats)s::timestamptz[], %(ns)s::integer[])
        as e (topic, record_id, from_at, to_at, n)
    returning outbox_id
)
select max(outbox_id) as last_id, pg_notify('geo_rtcc_outbox', max(outbox_id)::text) from added

-- name: outbox_from
-- The entry at a cursor, if it is still there, and those above it, oldest first. Rows: up to n.
select outbox_id, at, topic, record_id, from_at, to_at, n
from outbox
where outbox_id >= %(cursor)s::bigint
order by outbox_id
limit %(limit)s::integer

-- name: outbox_standing
-- The newest entry (null: none is kept), the highest id ever handed out, also to what is not
-- committed or never was, and whether this server only follows another one. One row.
select newest.outbox_id as newest_id, newest.at as newest_at,
       case when is_called then last_value else 0 end as issued_id,
       pg_is_in_recovery() as is_standby
from outbox_outbox_id_seq
left join lateral (
    select outbox_id, at from outbox order by outbox_id desc limit 1
) as newest on true

-- name: outbox_listen
-- Be told of new entries on this connection, as a hint; a standby refuses it. No rows.
listen geo_rtcc_outbox

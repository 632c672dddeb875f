-- Partitions by time, how long each kind of data is kept, and what cases hold.

-- name: partitions_between
-- The partitions that hold a part of [from_at, to_at], in order, as instants that Python can hold;
-- with the width of new ones and this transaction's id. At least one row, low_at null where there
-- is none; no row for a kind without partitions of its own.
select r.width, p.low_at,
       least(p.high_at, '9999-12-31 23:59:59.999999+00'::timestamptz) as high_at,
       pg_current_xact_id()::text::bigint as xid
from retention r
left join data_partition p
    on p.kind = r.kind and p.low_at <= %(to_at)s::timestamptz and p.high_at > %(from_at)s::timestamptz
where r.kind = %(kind)s::text and r.kind not in ('call_for_service', 'quarantine')
order by p.low_at

-- name: partitions_ensure
-- Make the partitions that hold [from_at, to_at]. One row: how many are new.
select ensure_data_partitions(
    %(kind)s::text, %(from_at)s::timestamptz, %(to_at)s::timestamptz
) as made

-- name: retention_all
-- How long each kind is kept, null for ever, and the width of its new partitions. One row a kind.
select kind, keep, width from retention

-- name: retention_lock
-- How long a kind is kept; no other transaction changes it until this one ends. One row.
select keep from retention where kind = %(kind)s::text for update

-- name: retention_set
-- Keep a kind for an interval, null for ever, in partitions of a width. No rows.
update retention set keep = %(keep)s::interval, width = %(width)s::interval
where kind = %(kind)s::text

-- name: retention_change_add
-- Note who changed what is kept. No rows.
insert into retention_change (changed_at, changed_by, what, kind, hold_id, old_value, new_value)
values (%(now)s::timestamptz, %(by)s::text, %(what)s::text, %(kind)s::text, %(hold_id)s::integer,
        %(old)s::text, %(new)s::text)

-- name: retention_changes_recent
-- Who changed what is kept, newest first. Rows: up to n.
select changed_at, changed_by, what, kind, hold_id, old_value, new_value
from retention_change
order by change_id desc
limit %(n)s::integer

-- name: retention_log_add
-- Note what left: a partition, or rows. No rows.
insert into retention_log (ran_at, kind, partition_name, low_at, high_at, rows_dropped, rows_held)
values (%(now)s::timestamptz, %(kind)s::text, %(partition_name)s::text, %(low_at)s::timestamptz,
        %(high_at)s::timestamptz, %(rows_dropped)s::bigint, %(rows_held)s::bigint)

-- name: retention_log_recent
-- What retention removed, newest first. Rows: up to n.
select ran_at, kind, partition_name, low_at, high_at, rows_dropped, rows_held
from retention_log
order by log_id desc
limit %(n)s::integer

-- name: partitions_due
-- The partitions whose oldest possible record has reached its time, oldest first. is_whole: all of
-- it may go, because it is no wider than new ones are, or its newest record has reached it too.
-- Rows: few.
select p.name, p.low_at, least(p.high_at, '9999-12-31 23:59:59.999999+00'::timestamptz) as high_at,
       p.high_at - p.low_at <= r.width or p.high_at <= %(cutoff)s::timestamptz as is_whole
from data_partition p
join retention r using (kind)
where p.kind = %(kind)s::text and p.low_at <= %(cutoff)s::timestamptz
order by p.low_at

-- name: partitions_too_wide
-- Partitions made ahead before their kind's width became less, in order. Rows: few.
select p.name, p.low_at, least(p.high_at, '9999-12-31 23:59:59.999999+00'::timestamptz) as high_at
from data_partition p
join retention r using (kind)
where p.kind = %(kind)s::text and p.low_at > %(now)s::timestamptz
    and p.high_at - p.low_at > r.width
order by p.low_at

-- name: partition_drop_begin
-- Let one transaction at a time drop partitions, until it ends. One row.
select pg_advisory_xact_lock(hashtext('retention'))

-- name: partition_is_there
-- Whether a table of this name exists. One row.
select to_regclass(quote_ident(%(name)s::text)) is not null as is_there

-- name: partition_forget
-- A partition was dropped. No rows.
delete from data_partition where name = %(name)s::text

-- name: call_months_due
-- The months of calls whose newest possible call has reached its time, oldest first. Rows: few.
select name, low_at, high_at
from (
    select c.relname as name, m.low::timestamp at time zone 'UTC' as low_at,
           (m.low + interval '1 month')::timestamp at time zone 'UTC' as high_at
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    cross join lateral (select to_date(right(c.relname, 6), 'YYYYMM') as low) m
    where i.inhparent = 'call_for_service'::regclass and c.relname ~ '^call_for_service_[0-9]{6}$'
) as months
where high_at <= %(cutoff)s::timestamptz
order by low_at

-- name: identities_expire
-- Forget the identities of calls received in [low_at, high_at). No rows; reads all identities.
delete from call_identity
where received_at >= %(low_at)s::timestamptz and received_at < %(high_at)s::timestamptz

-- name: positions_expire
-- Forget where units were last, where that is too long ago. No rows; the count matters.
delete from unit_position where fix_at < %(cutoff)s::timestamptz

-- name: quarantine_expire
-- Delete rejected records that have reached their own time, or that of the kind they would be.
-- Up to n; the count matters.
delete from quarantine
where quarantine_id in (
    select q.quarantine_id
    from quarantine q
    join retention own on own.kind = 'quarantine'
    left join retention r
        on r.kind <> 'quarantine'
        and starts_with(q.kind, case r.kind when 'call_for_service' then 'call' else r.kind end)
    where q.rejected_at < %(now)s::timestamptz - (select min(keep) from retention)
        and q.rejected_at < %(now)s::timestamptz - least(own.keep, r.keep)
    limit %(n)s::integer
)

-- name: expired_delete_plate_read
-- Delete reads of [low_at, high_at). No rows; the count matters.
delete from plate_read
where captured_at >= %(low_at)s::timestamptz and captured_at < %(high_at)s::timestamptz

-- name: expired_delete_hit
-- Delete hits of [low_at, high_at). No rows; the count matters.
delete from hit
where captured_at >= %(low_at)s::timestamptz and captured_at < %(high_at)s::timestamptz

-- name: expired_delete_avl_fix
-- Delete fixes of [low_at, high_at). No rows; the count matters.
delete from avl_fix
where fix_at >= %(low_at)s::timestamptz and fix_at < %(high_at)s::timestamptz

-- name: expired_delete_outbox
-- Delete entries of [low_at, high_at). No rows; the count matters.
delete from outbox
where at >= %(low_at)s::timestamptz and at < %(high_at)s::timestamptz

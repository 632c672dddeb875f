-- Records that can't be used, kept as they came.

-- name: quarantine_add
-- Keep rejected records; one that is kept already stays as it is, or is open again if it had been
-- closed. No rows; the count matters.
insert into quarantine (source_id, load_id, kind, format, row_number, field_name, reason, raw,
                        fingerprint, rejected_at)
select %(source_id)s::smallint, %(load_id)s::bigint, %(kind)s::text, %(format)s::text,
       q.row_number, q.field_name, q.reason, q.raw::jsonb, decode(q.fingerprint, 'hex'),
       %(now)s::timestamptz
from (
    select distinct on (fingerprint) *
    from unnest(%(row_numbers)s::bigint[], %(field_names)s::text[], %(reasons)s::text[],
                %(raws)s::text[], %(fingerprints)s::text[])
        as given (row_number, field_name, reason, raw, fingerprint)
    order by fingerprint, row_number
) as q
order by q.row_number
on conflict (fingerprint) do update
set load_id = excluded.load_id, row_number = excluded.row_number, resolved_at = null
where quarantine.resolved_at is not null

-- name: quarantine_list
-- Open records, newest first, without their payload. Rows: up to n.
select q.quarantine_id, s.code as source, q.kind, l.file_name, q.row_number, q.field_name, q.reason,
       q.rejected_at
from quarantine q
join source s using (source_id)
left join load_run l on l.load_id = q.load_id
where q.resolved_at is null and (%(source)s::text is null or s.code = %(source)s::text)
order by q.quarantine_id desc
limit %(n)s::integer

-- name: quarantine_show
-- One record with its payload. At most one row.
select q.quarantine_id, s.code as source, q.kind, l.file_name, q.row_number, q.field_name, q.reason,
       q.rejected_at, q.resolved_at, q.raw
from quarantine q
join source s using (source_id)
left join load_run l on l.load_id = q.load_id
where q.quarantine_id = %(quarantine_id)s::bigint

-- name: quarantine_open
-- Open rows of a source's files with their payload, oldest first. Rows: all of them.
select q.quarantine_id, q.row_number, q.raw, coalesce(q.load_id, 0) as load_id
from quarantine q
join source s using (source_id)
where q.resolved_at is null and s.code = %(source)s::text and q.kind = %(kind)s::text
  and q.format is null
order by q.quarantine_id

-- name: quarantine_messages
-- Open messages of a source's feeds that were not used at all, oldest first, as they came. Rows: all
-- of them.
select q.quarantine_id, q.kind, q.format, s.zone, q.raw->>'text' as text
from quarantine q
join source s using (source_id)
where q.resolved_at is null and s.code = %(source)s::text and q.format is not null
  and q.kind in ('call_for_service', 'plate_read', 'avl_fix') and q.raw ? 'text'
order by q.quarantine_id

-- name: quarantine_resolve
-- Close records that have been loaded after all. No rows; the count matters.
update quarantine set resolved_at = %(now)s::timestamptz
where quarantine_id = any (%(quarantine_ids)s::bigint[]) and resolved_at is null

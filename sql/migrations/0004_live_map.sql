-- The live map: what people did with what stands in its queue.

-- One row a deed, never changed. kind and record_id name the hit or call, record_at its own instant
-- (captured_at, received_at), which says in which partition it lies.
create table queue_mark (
    mark_id bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null check (kind in ('hit', 'call')),
    record_id bigint not null,
    record_at timestamptz not null,
    action text not null check (action in ('acknowledge', 'escalate')),
    by text not null
);
create index queue_mark_record_at on queue_mark (record_at);

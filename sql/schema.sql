-- The complete schema, for reading and for the test that migrating equals it.
-- Made by: geo-rtcc db schema > sql/schema.sql. The database itself is made by sql/migrations.

-- Functions stand before the tables they name.
SET check_function_bodies = false;

CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;

CREATE EXTENSION IF NOT EXISTS pgrouting WITH SCHEMA public;

CREATE TYPE public.area_kind AS ENUM (
    'beat',
    'sector',
    'district'
);

CREATE TYPE public.call_category AS ENUM (
    'violence',
    'weapons',
    'property',
    'vehicle',
    'disorder',
    'traffic',
    'welfare',
    'alarm',
    'other'
);

CREATE TYPE public.count_kind AS ENUM (
    'call',
    'on_view',
    'read',
    'hit'
);

CREATE TYPE public.hit_status AS ENUM (
    'unverified',
    'confirmed',
    'rejected'
);

CREATE TYPE public.match_kind AS ENUM (
    'exact',
    'look_alike'
);

CREATE TYPE public.match_type AS ENUM (
    'given',
    'none',
    'camera',
    'taught',
    'coordinates',
    'address',
    'range',
    'interpolated',
    'intersection',
    'block',
    'place',
    'marker',
    'street',
    'beat'
);

CREATE TYPE public.ncic_file AS ENUM (
    'vehicle',
    'license_plate',
    'wanted_person',
    'protection_order',
    'extreme_risk_protection_order',
    'missing_person',
    'gang',
    'threat_screening_center',
    'supervised_release',
    'sex_offender_registry',
    'immigration_violator',
    'protective_interest',
    'violent_person'
);

CREATE TYPE public.state_match AS ENUM (
    'same',
    'unknown',
    'different'
);

CREATE FUNCTION public.area_edges(of_set integer) RETURNS TABLE(codes text[], edge public.geometry)
    LANGUAGE sql STABLE
    AS $$
    with side as materialized (
        select code, st_boundary(web_mercator(outline)) as ring from area where set_id = of_set
    ), edge as materialized (
        select edge, st_lineinterpolatepoint(edge, 0.5) as middle
        from (select st_linemerge(st_unaryunion(st_collect(ring))) as joined from side) as net,
            st_dump(joined) as one (path, edge)
    )
    select array_agg(side.code order by side.code), edge.edge
    from edge
    inner join side
        on side.ring && st_expand(edge.middle, 0.001)
        and st_dwithin(side.ring, edge.middle, 0.001)
    group by edge.edge
$$;

CREATE FUNCTION public.attach_identities(source_id smallint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    name text := 'call_identity_' || source_id;
begin
    execute format('alter table %I add primary key (external_id, source_id)', name);
    execute format(
        'alter table call_identity attach partition %I for values in (%L)', name, source_id
    );
end $$;

CREATE FUNCTION public.begin_identities(source_id smallint) RETURNS text
    LANGUAGE plpgsql
    AS $$
declare
    name text := 'call_identity_' || source_id;
begin
    execute format('create table %I (like call_identity including defaults)', name);
    return name;
end $$;

CREATE FUNCTION public.compact_cell_counts(days date[]) RETURNS void
    LANGUAGE sql
    AS $$
    with taken as (
        delete from cell_count where operational_on = any (days) returning *
    )
    insert into cell_count (operational_on, area_id, cell, shift_id, kind, category, n)
    select operational_on, area_id, cell, shift_id, kind, category, sum(n)
    from taken
    group by operational_on, area_id, cell, shift_id, kind, category
    having sum(n) <> 0
    order by operational_on, shift_id, area_id, cell
$$;

CREATE FUNCTION public.drawn_from(layer text, class text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case
        when layer <> 'street' then 7
        when class = 'arterial' then 8
        when class = 'collector' then 11
        else 12
    end
$$;

CREATE FUNCTION public.ensure_call_partition(month date, indexed boolean) RETURNS text
    LANGUAGE plpgsql
    AS $$
declare
    low date := date_trunc('month', month)::date;
    high date := (low + interval '1 month')::date;
    name text := 'call_for_service_' || to_char(low, 'YYYYMM');
begin
    if to_regclass(name) is not null then
        return null;
    end if;
    -- another load may be making the same one; to_regclass would still answer from before the wait
    perform pg_advisory_xact_lock(hashtext('call_partition'));
    if exists (
        select from pg_inherits
        inner join pg_class on oid = inhrelid
        where inhparent = 'call_for_service'::regclass and relname = name
    ) then
        return null;
    end if;
    -- attached, because creating it as a partition would make readers wait for the load's end
    execute format(
        'create table %I (like call_for_service including defaults including constraints)', name
    );
    execute format(
        'alter table call_for_service attach partition %I for values from (%L) to (%L)',
        name, low::text || ' 00:00:00+00', high::text || ' 00:00:00+00'
    );
    if indexed then
        perform index_call_partition(name);
        return null;
    end if;
    return name;
end $$;

CREATE FUNCTION public.ensure_data_partitions(wanted text, from_at timestamp with time zone, to_at timestamp with time zone) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    step interval;
    at timestamptz := from_at;
    low timestamptz;
    high timestamptz;
    name text;
    made integer := 0;
begin
    if from_at is null or to_at is null or not (isfinite(from_at) and isfinite(to_at)) then
        raise exception 'partitions need finite instants';
    end if;
    select width into strict step from retention where kind = wanted;
    while at <= to_at loop
        select high_at into high from data_partition
        where kind = wanted and low_at <= at and high_at > at;
        if not found then
            -- another transaction may be making it; what it made is seen after the wait
            perform pg_advisory_xact_lock(hashtext('data_partition'), hashtext(wanted));
            select high_at into high from data_partition
            where kind = wanted and low_at <= at and high_at > at;
        end if;
        if not found then
            -- an origin before every instant: date_bin was wrong on the other side of it until 15.6
            low := date_bin(step, at, '0001-01-01 00:00:00+00');
            high := low + step;
            select greatest(low, max(high_at)) into low from data_partition
            where kind = wanted and high_at <= at and high_at > low;
            select least(high, min(low_at)) into high from data_partition
            where kind = wanted and low_at > at and low_at < high;
            name := wanted || to_char(low at time zone 'UTC', '_YYYYMMDD"T"HH24MISS');
            -- attached, because creating it as a partition would make readers wait
            execute format(
                'create table %I (like %I including defaults including constraints)', name, wanted
            );
            perform index_data_partition(wanted, name);
            execute format(
                'alter table %I attach partition %I for values from (%L) to (%L)',
                wanted, name, low, high
            );
            insert into data_partition values (name, wanted, low, high);
            made := made + 1;
        end if;
        at := high;
    end loop;
    return made;
end $$;

CREATE FUNCTION public.ensure_identity_partition(source_id smallint) RETURNS void
    LANGUAGE plpgsql
    AS $$
declare
    name text := 'call_identity_' || source_id;
begin
    if to_regclass(name) is not null then
        return;
    end if;
    -- another transaction may be making it; to_regclass would still answer from before the wait
    perform pg_advisory_xact_lock(hashtext('call_identity'), source_id);
    if not exists (
        select from pg_inherits
        inner join pg_class on oid = inhrelid
        where inhparent = 'call_identity'::regclass and relname = name
    ) then
        execute format(
            'create table %I partition of call_identity for values in (%L)', name, source_id
        );
    end if;
end $$;

CREATE FUNCTION public.index_call_partition(name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    execute format('alter table %I add primary key (received_at, call_id)', name);
    execute format('create index on %I (cell, received_at)', name);
    execute format(
        'create index on %I (location_key(address)) where point is null and address is not null',
        name
    );
end $$;

CREATE FUNCTION public.index_data_partition(kind text, name text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    case kind
    when 'plate_read' then
        execute format('alter table %I add unique (external_id, source_id)', name);
        execute format('alter table %I add primary key (read_id)', name);
        execute format('create index on %I (plate, captured_at)', name);
        execute format('create index on %I (cell, captured_at)', name);
    when 'hit' then
        execute format('alter table %I add unique (sighting_id, entry_id, is_suppressed)', name);
        execute format('alter table %I add primary key (hit_id)', name);
        execute format('create index on %I (captured_at)', name);
        execute format('create index on %I (plate, captured_at)', name);
        execute format('create index on %I (entry_id, captured_at)', name);
    when 'avl_fix' then
        execute format('alter table %I add primary key (unit_id, fix_at)', name);
        execute format('create index on %I (cell, fix_at)', name);
    when 'outbox' then
        execute format('alter table %I add primary key (outbox_id)', name);
    end case;
end $$;

CREATE FUNCTION public.location_key(location text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN "left"(upper(btrim(regexp_replace(location, '\s+'::text, ' '::text, 'g'::text))), 300);

CREATE FUNCTION public.prepare_area_tiles(of_set integer) RETURNS void
    LANGUAGE sql
    SET jit TO 'off'
    AS $$
    delete from area_tile_shape where set_id = of_set;
    delete from area_tile_label where area_id in (select area_id from area where set_id = of_set);
    insert into area_tile_label (area_id, point)
    select area_id, point
    from area, web_mercator(st_pointonsurface(outline)) as point
    where set_id = of_set and not st_isempty(point);
    insert into area_tile_shape (set_id, zoom, x, y, code, other_code, shape)
    with fine as materialized (
        select
            band.zoom, codes[1] as code, codes[2] as other_code,
            st_simplify(edge, unit_m, true) as simple
        from area_edges(of_set)
        cross join tile_bands() as band
    )
    select of_set, zoom, cut.x, cut.y, code, other_code, st_collect(one.geom) as shape
    from fine, tile_cut(simple, zoom) as cut, st_dump(cut.piece) as one
    group by zoom, cut.x, cut.y, code, other_code
    order by zoom, cut.x, cut.y, code, other_code, shape;
    analyze area_tile_shape;
    select renew_tile_version('area')
$$;

CREATE FUNCTION public.prepare_base_tiles() RETURNS void
    LANGUAGE sql
    SET jit TO 'off'
    AS $$
    delete from base_tile_shape;
    insert into base_tile_shape (zoom, from_zoom, x, y, layer, class, name, shape)
    with source as materialized (
        select
            *, drawn_from(layer, class) as from_zoom,
            case st_dimension(shape) when 2 then sqrt(st_area(shape)) else st_length(shape) end
                as size_m
        from base_tile_source
    ), fine as materialized (
        select
            band.zoom, source.*,
            case
                when st_dimension(shape) = 2 then st_simplifypreservetopology(shape, unit_m)
                else st_simplify(shape, unit_m, true)
            end as simple
        from source
        inner join tile_bands() as band on band.last_zoom >= source.from_zoom
        where layer = 'street' or size_m >= 32 * unit_m or last_zoom = 15
    )
    select
        fine.zoom, from_zoom, cut.x, cut.y, layer, class, name, st_collect(one.geom) as shape
    from fine, tile_cut(simple, fine.zoom) as cut, st_dump(cut.piece) as one
    group by fine.zoom, from_zoom, cut.x, cut.y, layer, class, name, part
    order by fine.zoom, cut.x, cut.y, layer, from_zoom desc, name, shape;
    analyze base_tile_shape;
    select renew_tile_version('base')
$$;

CREATE FUNCTION public.prepare_call_stage() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if to_regclass('pg_temp.call_stage') is not null then
        return;
    end if;
    create temporary table call_stage (
        row_number bigint, call_id bigint, received_at timestamptz, dispatched_at timestamptz,
        on_scene_at timestamptz, closed_at timestamptz, source_updated_at timestamptz, cell bigint,
        lon double precision, lat double precision, call_type_id integer, area_id integer,
        operational_on date, category call_category, match_type match_type, source_id smallint,
        shift_id smallint, priority smallint, is_on_view boolean, is_area_ambiguous boolean,
        external_id text, priority_text text, disposition text, address text, agency_beat text,
        agency_district text, agency_shift text, other_area_ids integer[], uncertainty_m real,
        unit_ids integer[], match_score real, match_reference text, address_distance_m real
    ) on commit delete rows;
    create temporary table call_change (
        like call_stage, stored_call_id bigint, stored_received_at timestamptz
    ) on commit delete rows;
    create index on call_change (row_number);
end $$;

CREATE FUNCTION public.prepare_fix_stage() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if to_regclass('pg_temp.fix_stage') is not null then
        return;
    end if;
    create temporary table fix_stage (like avl_fix, batch integer) on commit delete rows;
end $$;

CREATE FUNCTION public.prepare_read_stage() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if to_regclass('pg_temp.read_stage') is not null then
        return;
    end if;
    create temporary table read_stage (like plate_read, batch integer) on commit delete rows;
    create temporary table hit_stage (
        hit_id bigint, read_id bigint, entry_id bigint, match_kind match_kind,
        state_match state_match, probability real, is_suppressed boolean
    ) on commit delete rows;
end $$;

CREATE FUNCTION public.prepare_relocation_stage() RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    create temporary table call_relocated (
        call_id bigint, received_at timestamptz, cell bigint, area_id integer,
        is_area_ambiguous boolean, other_area_ids integer[], shift_id smallint, operational_on date,
        lon double precision, lat double precision, match_type match_type, uncertainty_m real,
        match_score real, match_reference text, address_distance_m real
    ) on commit drop;
end $$;

CREATE FUNCTION public.renew_tile_version(of_part text) RETURNS void
    LANGUAGE sql
    AS $$
    insert into tile_version (part, version)
    values (of_part, left(replace(gen_random_uuid()::text, '-', ''), 10))
    on conflict (part) do update set version = excluded.version
$$;

CREATE FUNCTION public.tile_band(zoom integer) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case
        when zoom < 8 then 0
        when zoom < 10 then 8
        when zoom < 12 then 10
        when zoom < 14 then zoom
        else 14
    end
$$;

CREATE FUNCTION public.tile_bands() RETURNS TABLE(zoom integer, last_zoom integer, unit_m double precision)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select zoom, last_zoom, 40075016.685578488 / 4096 / (1 << last_zoom)
    from (values (0, 7), (8, 9), (10, 11), (12, 12), (13, 13), (14, 15)) as band (zoom, last_zoom)
$$;

CREATE FUNCTION public.tile_clip(shape public.geometry, zoom integer, x integer, y integer) RETURNS public.geometry
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case
        when box ~ shape then shape
        when not box && shape then null
        when st_dimension(shape) = 2 then st_collectionextract(st_intersection(shape, box), 3)
        else st_collectionextract(st_clipbybox2d(shape, box), 2)
    end
    from (select 40075016.685578488 / (1 << zoom) as size) as tile,
        st_makeenvelope(
            (x - 1 / 16.0) * size - 20037508.342789244,
            20037508.342789244 - (y + 1 + 1 / 16.0) * size,
            (x + 1 + 1 / 16.0) * size - 20037508.342789244,
            20037508.342789244 - (y - 1 / 16.0) * size,
            3857
        ) as box
$$;

CREATE FUNCTION public.tile_cut(shape public.geometry, zoom integer) RETURNS TABLE(x integer, y integer, piece public.geometry)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    with recursive start as (
        select depth, 40075016.685578488 / (1 << depth) as size
        from (
            select greatest(0, least(zoom, 24 - ceil(log(2, (1 + greatest(
                st_xmax(shape) - st_xmin(shape), st_ymax(shape) - st_ymin(shape)
            ))::numeric))::integer)) as depth
        ) as own
    ), part (depth, x, y, piece) as (
        select start.depth, column_x, row_y, tile_clip(shape, start.depth, column_x, row_y)
        from start,
            generate_series(
                floor((st_xmin(shape) + 20037508.342789244) / size - 1 / 16.0)::integer,
                floor((st_xmax(shape) + 20037508.342789244) / size + 1 / 16.0)::integer
            ) as column_x,
            generate_series(
                greatest(
                    0, floor((20037508.342789244 - st_ymax(shape)) / size - 1 / 16.0)::integer
                ),
                least(
                    (1 << start.depth) - 1,
                    floor((20037508.342789244 - st_ymin(shape)) / size + 1 / 16.0)::integer
                )
            ) as row_y
        union all
        select
            part.depth + 1, 2 * part.x + right_x, 2 * part.y + lower_y,
            tile_clip(part.piece, part.depth + 1, 2 * part.x + right_x, 2 * part.y + lower_y)
        from part, generate_series(0, 1) as right_x, generate_series(0, 1) as lower_y
        where part.depth < zoom and not st_isempty(part.piece)
    )
    select
        mod(part.x + (1 << zoom), 1 << zoom), part.y,
        case
            when part.x between 0 and (1 << zoom) - 1 then part.piece
            when part.x < 0 then st_translate(part.piece, 40075016.685578488, 0)
            else st_translate(part.piece, -40075016.685578488, 0)
        end
    from part
    where part.depth = zoom and not st_isempty(part.piece)
$$;

CREATE FUNCTION public.web_mercator(shape public.geometry) RETURNS public.geometry
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select st_transform(
        case
            when st_makeenvelope(-180, -85.05112877, 180, 85.05112877, 4326) ~ shape
                then shape
            else st_intersection(
                st_wrapx(st_wrapx(shape, 180, -360), -180, 360),
                st_makeenvelope(-180, -85.05112877, 180, 85.05112877, 4326)
            )
        end,
        3857
    )
$$;

CREATE TABLE public.area (
    area_id integer NOT NULL,
    set_id integer NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    parent_code text,
    parent_is_computed boolean DEFAULT false NOT NULL,
    outline public.geometry(MultiPolygon,4326) NOT NULL
);

ALTER TABLE public.area ALTER COLUMN area_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.area_area_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.area_set (
    set_id integer NOT NULL,
    kind public.area_kind NOT NULL,
    effective_on date NOT NULL,
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);

ALTER TABLE public.area_set ALTER COLUMN set_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.area_set_set_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.area_tile_label (
    area_id integer NOT NULL,
    point public.geometry(Point,3857) NOT NULL
);

CREATE TABLE public.area_tile_shape (
    set_id integer NOT NULL,
    zoom smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    code text NOT NULL,
    other_code text,
    shape public.geometry(Geometry,3857) NOT NULL
);

CREATE TABLE public.avl_fix (
    unit_id integer NOT NULL,
    fix_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    point public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    area_id integer,
    operational_on date NOT NULL,
    shift_id smallint,
    is_area_ambiguous boolean NOT NULL,
    speed_mps real,
    heading_deg real,
    accuracy_m real,
    status text
)
PARTITION BY RANGE (fix_at);

CREATE TABLE public.base_feature (
    feature_id integer NOT NULL,
    layer text NOT NULL,
    class text NOT NULL,
    name text,
    shape public.geometry(Geometry,4326) NOT NULL,
    CONSTRAINT base_feature_layer_check CHECK ((layer = ANY (ARRAY['street'::text, 'water'::text, 'park'::text])))
);

ALTER TABLE public.base_feature ALTER COLUMN feature_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.base_feature_feature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.base_tile_shape (
    zoom smallint NOT NULL,
    from_zoom smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    layer text NOT NULL,
    class text NOT NULL,
    name text,
    shape public.geometry(Geometry,3857) NOT NULL
);

CREATE VIEW public.base_tile_source AS
 WITH flat AS (
         SELECT base_feature.feature_id,
            base_feature.layer,
            base_feature.class,
            base_feature.name,
            public.web_mercator(public.st_makevalid(base_feature.shape)) AS shape
           FROM public.base_feature
        )
 SELECT NULL::integer AS part,
    line.layer,
    line.class,
    line.name,
    (public.st_dump(line.joined)).geom AS shape
   FROM ( SELECT flat.layer,
            flat.class,
            flat.name,
            public.st_linemerge(public.st_collect(line_1.geom)) AS joined
           FROM flat,
            LATERAL public.st_dump(public.st_collectionextract(flat.shape, 2)) line_1(path, geom)
          GROUP BY flat.layer, flat.class, flat.name) line
UNION ALL
 SELECT flat.feature_id AS part,
    flat.layer,
    flat.class,
    flat.name,
    polygons.polygons AS shape
   FROM flat,
    LATERAL public.st_collectionextract(flat.shape, 3) polygons(polygons)
  WHERE (NOT public.st_isempty(polygons.polygons));

CREATE TABLE public.call_for_service (
    call_id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    dispatched_at timestamp with time zone,
    on_scene_at timestamp with time zone,
    closed_at timestamp with time zone,
    source_updated_at timestamp with time zone,
    cell bigint,
    point public.geometry(Point,4326),
    load_id bigint,
    call_type_id integer NOT NULL,
    area_id integer,
    operational_on date NOT NULL,
    uncertainty_m real,
    category public.call_category NOT NULL,
    match_type public.match_type NOT NULL,
    source_id smallint NOT NULL,
    shift_id smallint,
    priority smallint,
    is_on_view boolean NOT NULL,
    is_area_ambiguous boolean NOT NULL,
    external_id text NOT NULL,
    priority_text text,
    disposition text,
    address text,
    agency_beat text,
    agency_district text,
    agency_shift text,
    other_area_ids integer[],
    unit_ids integer[],
    match_score real,
    match_reference text,
    address_distance_m real
)
PARTITION BY RANGE (received_at);

CREATE TABLE public.call_identity (
    source_id smallint NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    call_id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL
)
PARTITION BY LIST (source_id);

CREATE TABLE public.call_type (
    call_type_id integer NOT NULL,
    source_id smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    category public.call_category NOT NULL
);

ALTER TABLE public.call_type ALTER COLUMN call_type_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.call_type_call_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.camera (
    camera_id integer NOT NULL,
    source_id smallint NOT NULL,
    external_id text NOT NULL,
    name text,
    is_mobile boolean DEFAULT false NOT NULL,
    point public.geometry(Point,4326),
    heading_deg real,
    unit_id integer,
    changed_at timestamp with time zone NOT NULL
);

ALTER TABLE public.camera ALTER COLUMN camera_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.camera_camera_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.case_hold (
    hold_id integer NOT NULL,
    case_number text NOT NULL,
    kind text NOT NULL,
    plate text COLLATE pg_catalog."C",
    source_id smallint,
    external_id text,
    from_at timestamp with time zone,
    to_at timestamp with time zone,
    reason text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    released_by text,
    CONSTRAINT case_hold_check CHECK (((plate IS NOT NULL) = (kind = ANY (ARRAY['plate_read'::text, 'hit'::text])))),
    CONSTRAINT case_hold_check1 CHECK (((external_id IS NOT NULL) = (kind = ANY (ARRAY['avl_fix'::text, 'call_for_service'::text])))),
    CONSTRAINT case_hold_kind_check CHECK ((kind = ANY (ARRAY['plate_read'::text, 'hit'::text, 'avl_fix'::text, 'call_for_service'::text])))
);

ALTER TABLE public.case_hold ALTER COLUMN hold_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.case_hold_hold_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cell_count (
    operational_on date NOT NULL,
    area_id integer NOT NULL,
    cell bigint NOT NULL,
    shift_id smallint NOT NULL,
    kind public.count_kind NOT NULL,
    category public.call_category NOT NULL,
    n integer NOT NULL
);

CREATE TABLE public.data_partition (
    name text NOT NULL,
    kind text NOT NULL,
    low_at timestamp with time zone NOT NULL,
    high_at timestamp with time zone NOT NULL,
    CONSTRAINT data_partition_check CHECK ((low_at < high_at))
);

CREATE TABLE public.feed_state (
    source_id smallint NOT NULL,
    kind text NOT NULL,
    last_record_at timestamp with time zone,
    last_stored_at timestamp with time zone NOT NULL,
    added bigint DEFAULT 0 NOT NULL,
    updated bigint DEFAULT 0 NOT NULL,
    repeated bigint DEFAULT 0 NOT NULL,
    stale bigint DEFAULT 0 NOT NULL,
    expired bigint DEFAULT 0 NOT NULL,
    rejected bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='50');

CREATE TABLE public.geofile_address (
    address_id bigint NOT NULL,
    set_id integer NOT NULL,
    street text NOT NULL,
    pre_modifier text,
    pre_direction text,
    pre_type text,
    pre_separator text,
    name text,
    post_type text,
    post_direction text,
    post_modifier text,
    other_streets text[],
    number_prefix text,
    number integer,
    number_suffix text,
    unit text,
    zip text,
    community text,
    place_name text,
    point public.geometry(Point,4326) NOT NULL
);

ALTER TABLE public.geofile_address ALTER COLUMN address_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.geofile_address_address_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.geofile_alias (
    alias_id bigint NOT NULL,
    set_id integer,
    kind text NOT NULL,
    alias text NOT NULL,
    name text NOT NULL,
    taught_by text,
    taught_at timestamp with time zone,
    CONSTRAINT geofile_alias_check CHECK (((set_id IS NULL) = (taught_at IS NOT NULL))),
    CONSTRAINT geofile_alias_kind_check CHECK ((kind = ANY (ARRAY['street'::text, 'place'::text])))
);

ALTER TABLE public.geofile_alias ALTER COLUMN alias_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.geofile_alias_alias_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.geofile_intersection (
    intersection_id bigint NOT NULL,
    set_id integer NOT NULL,
    streets text[] NOT NULL,
    zip text,
    community text,
    point public.geometry(Point,4326) NOT NULL
);

ALTER TABLE public.geofile_intersection ALTER COLUMN intersection_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.geofile_intersection_intersection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.geofile_place (
    place_id bigint NOT NULL,
    set_id integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    address text,
    route text,
    marker text,
    direction text,
    zip text,
    community text,
    point public.geometry(Point,4326) NOT NULL,
    CONSTRAINT geofile_place_kind_check CHECK ((kind = ANY (ARRAY['place'::text, 'exit'::text, 'milepost'::text])))
);

ALTER TABLE public.geofile_place ALTER COLUMN place_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.geofile_place_place_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.geofile_road (
    road_id bigint NOT NULL,
    set_id integer NOT NULL,
    street text NOT NULL,
    pre_modifier text,
    pre_direction text,
    pre_type text,
    pre_separator text,
    name text,
    post_type text,
    post_direction text,
    post_modifier text,
    other_streets text[],
    from_left integer,
    to_left integer,
    from_right integer,
    to_right integer,
    parity_left text,
    parity_right text,
    zip_left text,
    zip_right text,
    community_left text,
    community_right text,
    road_class text,
    one_way text,
    speed_limit_kmh real,
    shape public.geometry(LineString,4326) NOT NULL
);

ALTER TABLE public.geofile_road ALTER COLUMN road_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.geofile_road_road_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.geofile_set (
    set_id integer NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    preset text NOT NULL,
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    n integer NOT NULL,
    CONSTRAINT geofile_set_kind_check CHECK ((kind = ANY (ARRAY['roads'::text, 'addresses'::text, 'places'::text, 'intersections'::text, 'aliases'::text])))
);

ALTER TABLE public.geofile_set ALTER COLUMN set_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.geofile_set_set_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.geofile_version (
    version bigint NOT NULL
);

CREATE TABLE public.held_avl_fix (
    unit_id integer NOT NULL,
    fix_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    point public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    area_id integer,
    operational_on date NOT NULL,
    shift_id smallint,
    is_area_ambiguous boolean NOT NULL,
    speed_mps real,
    heading_deg real,
    accuracy_m real,
    status text
);

CREATE TABLE public.held_call_for_service (
    call_id bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    dispatched_at timestamp with time zone,
    on_scene_at timestamp with time zone,
    closed_at timestamp with time zone,
    source_updated_at timestamp with time zone,
    cell bigint,
    point public.geometry(Point,4326),
    load_id bigint,
    call_type_id integer NOT NULL,
    area_id integer,
    operational_on date NOT NULL,
    uncertainty_m real,
    category public.call_category NOT NULL,
    match_type public.match_type NOT NULL,
    source_id smallint NOT NULL,
    shift_id smallint,
    priority smallint,
    is_on_view boolean NOT NULL,
    is_area_ambiguous boolean NOT NULL,
    external_id text NOT NULL,
    priority_text text,
    disposition text,
    address text,
    agency_beat text,
    agency_district text,
    agency_shift text,
    other_area_ids integer[],
    unit_ids integer[],
    match_score real,
    match_reference text,
    address_distance_m real
);

CREATE TABLE public.held_hit (
    hit_id bigint NOT NULL,
    captured_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    read_id bigint NOT NULL,
    sighting_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    list_id smallint NOT NULL,
    match_kind public.match_kind NOT NULL,
    state_match public.state_match NOT NULL,
    probability real NOT NULL,
    status public.hit_status NOT NULL,
    status_at timestamp with time zone,
    status_by text,
    is_suppressed boolean NOT NULL,
    priority smallint,
    cell bigint,
    point public.geometry(Point,4326),
    camera_id integer,
    area_id integer,
    operational_on date NOT NULL,
    shift_id smallint,
    match_type public.match_type NOT NULL,
    confidence real,
    source_id smallint NOT NULL,
    ncic_file public.ncic_file,
    plate text NOT NULL COLLATE pg_catalog."C",
    state text,
    entry_plate text NOT NULL COLLATE pg_catalog."C",
    entry_state text,
    category text,
    reason text,
    case_number text,
    image_url text
);

CREATE TABLE public.held_plate_read (
    read_id bigint NOT NULL,
    sighting_id bigint NOT NULL,
    captured_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    cell bigint,
    point public.geometry(Point,4326),
    camera_id integer,
    area_id integer,
    operational_on date NOT NULL,
    confidence real,
    state_confidence real,
    heading_deg real,
    source_id smallint NOT NULL,
    shift_id smallint,
    match_type public.match_type NOT NULL,
    is_area_ambiguous boolean NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    plate text NOT NULL COLLATE pg_catalog."C",
    plate_text text NOT NULL,
    state text,
    state_text text,
    vehicle_make text,
    vehicle_model text,
    vehicle_color text,
    vehicle_type text,
    image_url text,
    vendor_alert text,
    candidates text[]
);

CREATE TABLE public.hit (
    hit_id bigint NOT NULL,
    captured_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    read_id bigint NOT NULL,
    sighting_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    list_id smallint NOT NULL,
    match_kind public.match_kind NOT NULL,
    state_match public.state_match NOT NULL,
    probability real NOT NULL,
    status public.hit_status DEFAULT 'unverified'::public.hit_status NOT NULL,
    status_at timestamp with time zone,
    status_by text,
    is_suppressed boolean NOT NULL,
    priority smallint,
    cell bigint,
    point public.geometry(Point,4326),
    camera_id integer,
    area_id integer,
    operational_on date NOT NULL,
    shift_id smallint,
    match_type public.match_type NOT NULL,
    confidence real,
    source_id smallint NOT NULL,
    ncic_file public.ncic_file,
    plate text NOT NULL COLLATE pg_catalog."C",
    state text,
    entry_plate text NOT NULL COLLATE pg_catalog."C",
    entry_state text,
    category text,
    reason text,
    case_number text,
    image_url text
)
PARTITION BY RANGE (captured_at);

CREATE TABLE public.hot_list (
    list_id smallint NOT NULL,
    code text NOT NULL,
    as_of timestamp with time zone,
    replaced_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    stale_after interval DEFAULT '24:00:00'::interval NOT NULL
);

CREATE TABLE public.hot_list_entry (
    entry_id bigint NOT NULL,
    list_id smallint NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    plate text NOT NULL COLLATE pg_catalog."C",
    plate_text text NOT NULL,
    state text,
    state_text text,
    category text,
    ncic_file public.ncic_file,
    priority smallint,
    reason text,
    case_number text,
    vehicle text,
    effective_at timestamp with time zone,
    expires_at timestamp with time zone,
    added_at timestamp with time zone NOT NULL,
    removed_at timestamp with time zone
);

ALTER TABLE public.hot_list_entry ALTER COLUMN entry_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.hot_list_entry_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.hot_list ALTER COLUMN list_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.hot_list_list_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hot_list_suppression (
    suppression_id integer NOT NULL,
    list_id smallint,
    plate text NOT NULL COLLATE pg_catalog."C",
    state text,
    read_plate text COLLATE pg_catalog."C",
    reason text NOT NULL,
    suppressed_by text NOT NULL,
    from_at timestamp with time zone NOT NULL,
    until_at timestamp with time zone
);

ALTER TABLE public.hot_list_suppression ALTER COLUMN suppression_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.hot_list_suppression_suppression_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hot_list_version (
    version bigint NOT NULL
);

CREATE TABLE public.installation (
    key text NOT NULL,
    value jsonb NOT NULL
);

CREATE VIEW public.kept_avl_fix AS
 SELECT avl_fix.unit_id,
    avl_fix.fix_at,
    avl_fix.stored_at,
    avl_fix.point,
    avl_fix.cell,
    avl_fix.area_id,
    avl_fix.operational_on,
    avl_fix.shift_id,
    avl_fix.is_area_ambiguous,
    avl_fix.speed_mps,
    avl_fix.heading_deg,
    avl_fix.accuracy_m,
    avl_fix.status
   FROM public.avl_fix
UNION ALL
 SELECT held_avl_fix.unit_id,
    held_avl_fix.fix_at,
    held_avl_fix.stored_at,
    held_avl_fix.point,
    held_avl_fix.cell,
    held_avl_fix.area_id,
    held_avl_fix.operational_on,
    held_avl_fix.shift_id,
    held_avl_fix.is_area_ambiguous,
    held_avl_fix.speed_mps,
    held_avl_fix.heading_deg,
    held_avl_fix.accuracy_m,
    held_avl_fix.status
   FROM public.held_avl_fix;

CREATE VIEW public.kept_call_for_service AS
 SELECT call_for_service.call_id,
    call_for_service.received_at,
    call_for_service.dispatched_at,
    call_for_service.on_scene_at,
    call_for_service.closed_at,
    call_for_service.source_updated_at,
    call_for_service.cell,
    call_for_service.point,
    call_for_service.load_id,
    call_for_service.call_type_id,
    call_for_service.area_id,
    call_for_service.operational_on,
    call_for_service.uncertainty_m,
    call_for_service.category,
    call_for_service.match_type,
    call_for_service.source_id,
    call_for_service.shift_id,
    call_for_service.priority,
    call_for_service.is_on_view,
    call_for_service.is_area_ambiguous,
    call_for_service.external_id,
    call_for_service.priority_text,
    call_for_service.disposition,
    call_for_service.address,
    call_for_service.agency_beat,
    call_for_service.agency_district,
    call_for_service.agency_shift,
    call_for_service.other_area_ids,
    call_for_service.unit_ids,
    call_for_service.match_score,
    call_for_service.match_reference,
    call_for_service.address_distance_m
   FROM public.call_for_service
UNION ALL
 SELECT held_call_for_service.call_id,
    held_call_for_service.received_at,
    held_call_for_service.dispatched_at,
    held_call_for_service.on_scene_at,
    held_call_for_service.closed_at,
    held_call_for_service.source_updated_at,
    held_call_for_service.cell,
    held_call_for_service.point,
    held_call_for_service.load_id,
    held_call_for_service.call_type_id,
    held_call_for_service.area_id,
    held_call_for_service.operational_on,
    held_call_for_service.uncertainty_m,
    held_call_for_service.category,
    held_call_for_service.match_type,
    held_call_for_service.source_id,
    held_call_for_service.shift_id,
    held_call_for_service.priority,
    held_call_for_service.is_on_view,
    held_call_for_service.is_area_ambiguous,
    held_call_for_service.external_id,
    held_call_for_service.priority_text,
    held_call_for_service.disposition,
    held_call_for_service.address,
    held_call_for_service.agency_beat,
    held_call_for_service.agency_district,
    held_call_for_service.agency_shift,
    held_call_for_service.other_area_ids,
    held_call_for_service.unit_ids,
    held_call_for_service.match_score,
    held_call_for_service.match_reference,
    held_call_for_service.address_distance_m
   FROM public.held_call_for_service;

CREATE VIEW public.kept_hit AS
 SELECT hit.hit_id,
    hit.captured_at,
    hit.stored_at,
    hit.read_id,
    hit.sighting_id,
    hit.entry_id,
    hit.list_id,
    hit.match_kind,
    hit.state_match,
    hit.probability,
    hit.status,
    hit.status_at,
    hit.status_by,
    hit.is_suppressed,
    hit.priority,
    hit.cell,
    hit.point,
    hit.camera_id,
    hit.area_id,
    hit.operational_on,
    hit.shift_id,
    hit.match_type,
    hit.confidence,
    hit.source_id,
    hit.ncic_file,
    hit.plate,
    hit.state,
    hit.entry_plate,
    hit.entry_state,
    hit.category,
    hit.reason,
    hit.case_number,
    hit.image_url
   FROM public.hit
UNION ALL
 SELECT held_hit.hit_id,
    held_hit.captured_at,
    held_hit.stored_at,
    held_hit.read_id,
    held_hit.sighting_id,
    held_hit.entry_id,
    held_hit.list_id,
    held_hit.match_kind,
    held_hit.state_match,
    held_hit.probability,
    held_hit.status,
    held_hit.status_at,
    held_hit.status_by,
    held_hit.is_suppressed,
    held_hit.priority,
    held_hit.cell,
    held_hit.point,
    held_hit.camera_id,
    held_hit.area_id,
    held_hit.operational_on,
    held_hit.shift_id,
    held_hit.match_type,
    held_hit.confidence,
    held_hit.source_id,
    held_hit.ncic_file,
    held_hit.plate,
    held_hit.state,
    held_hit.entry_plate,
    held_hit.entry_state,
    held_hit.category,
    held_hit.reason,
    held_hit.case_number,
    held_hit.image_url
   FROM public.held_hit;

CREATE TABLE public.plate_read (
    read_id bigint NOT NULL,
    sighting_id bigint NOT NULL,
    captured_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    cell bigint,
    point public.geometry(Point,4326),
    camera_id integer,
    area_id integer,
    operational_on date NOT NULL,
    confidence real,
    state_confidence real,
    heading_deg real,
    source_id smallint NOT NULL,
    shift_id smallint,
    match_type public.match_type NOT NULL,
    is_area_ambiguous boolean NOT NULL,
    external_id text NOT NULL COLLATE pg_catalog."C",
    plate text NOT NULL COLLATE pg_catalog."C",
    plate_text text NOT NULL,
    state text,
    state_text text,
    vehicle_make text,
    vehicle_model text,
    vehicle_color text,
    vehicle_type text,
    image_url text,
    vendor_alert text,
    candidates text[]
)
PARTITION BY RANGE (captured_at);

CREATE VIEW public.kept_plate_read AS
 SELECT plate_read.read_id,
    plate_read.sighting_id,
    plate_read.captured_at,
    plate_read.stored_at,
    plate_read.cell,
    plate_read.point,
    plate_read.camera_id,
    plate_read.area_id,
    plate_read.operational_on,
    plate_read.confidence,
    plate_read.state_confidence,
    plate_read.heading_deg,
    plate_read.source_id,
    plate_read.shift_id,
    plate_read.match_type,
    plate_read.is_area_ambiguous,
    plate_read.external_id,
    plate_read.plate,
    plate_read.plate_text,
    plate_read.state,
    plate_read.state_text,
    plate_read.vehicle_make,
    plate_read.vehicle_model,
    plate_read.vehicle_color,
    plate_read.vehicle_type,
    plate_read.image_url,
    plate_read.vendor_alert,
    plate_read.candidates
   FROM public.plate_read
UNION ALL
 SELECT held_plate_read.read_id,
    held_plate_read.sighting_id,
    held_plate_read.captured_at,
    held_plate_read.stored_at,
    held_plate_read.cell,
    held_plate_read.point,
    held_plate_read.camera_id,
    held_plate_read.area_id,
    held_plate_read.operational_on,
    held_plate_read.confidence,
    held_plate_read.state_confidence,
    held_plate_read.heading_deg,
    held_plate_read.source_id,
    held_plate_read.shift_id,
    held_plate_read.match_type,
    held_plate_read.is_area_ambiguous,
    held_plate_read.external_id,
    held_plate_read.plate,
    held_plate_read.plate_text,
    held_plate_read.state,
    held_plate_read.state_text,
    held_plate_read.vehicle_make,
    held_plate_read.vehicle_model,
    held_plate_read.vehicle_color,
    held_plate_read.vehicle_type,
    held_plate_read.image_url,
    held_plate_read.vendor_alert,
    held_plate_read.candidates
   FROM public.held_plate_read;

CREATE TABLE public.load_run (
    load_id bigint NOT NULL,
    what text NOT NULL,
    source_id smallint,
    file_name text NOT NULL,
    file_sha256 bytea NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    summary jsonb
);

ALTER TABLE public.load_run ALTER COLUMN load_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.load_run_load_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.location_taught (
    location_key text NOT NULL,
    point public.geometry(Point,4326),
    uncertainty_m real,
    reference text NOT NULL,
    taught_by text NOT NULL,
    taught_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.outbox_outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.outbox (
    outbox_id bigint DEFAULT nextval('public.outbox_outbox_id_seq'::regclass) NOT NULL,
    at timestamp with time zone NOT NULL,
    topic text NOT NULL,
    record_id bigint,
    from_at timestamp with time zone,
    to_at timestamp with time zone,
    n integer DEFAULT 1 NOT NULL
)
PARTITION BY RANGE (at);

CREATE TABLE public.quarantine (
    quarantine_id bigint NOT NULL,
    source_id smallint NOT NULL,
    load_id bigint,
    kind text NOT NULL,
    row_number bigint NOT NULL,
    field_name text NOT NULL,
    reason text NOT NULL,
    raw jsonb NOT NULL,
    fingerprint bytea NOT NULL,
    rejected_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    format text
);

ALTER TABLE public.quarantine ALTER COLUMN quarantine_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.quarantine_quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.queue_mark (
    mark_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    record_id bigint NOT NULL,
    record_at timestamp with time zone NOT NULL,
    action text NOT NULL,
    by text NOT NULL,
    CONSTRAINT queue_mark_action_check CHECK ((action = ANY (ARRAY['acknowledge'::text, 'escalate'::text]))),
    CONSTRAINT queue_mark_kind_check CHECK ((kind = ANY (ARRAY['hit'::text, 'call'::text])))
);

ALTER TABLE public.queue_mark ALTER COLUMN mark_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.queue_mark_mark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.retention (
    kind text NOT NULL,
    keep interval,
    width interval NOT NULL,
    CONSTRAINT retention_keep_check CHECK ((keep > '00:00:00'::interval)),
    CONSTRAINT retention_kind_check CHECK ((kind = ANY (ARRAY['plate_read'::text, 'hit'::text, 'avl_fix'::text, 'outbox'::text, 'call_for_service'::text, 'quarantine'::text]))),
    CONSTRAINT retention_width_check CHECK ((width > '00:00:00'::interval))
);

CREATE TABLE public.retention_change (
    change_id bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by text NOT NULL,
    what text NOT NULL,
    kind text NOT NULL,
    hold_id integer,
    old_value text,
    new_value text,
    CONSTRAINT retention_change_what_check CHECK ((what = ANY (ARRAY['keep'::text, 'hold'::text, 'release'::text])))
);

ALTER TABLE public.retention_change ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retention_change_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.retention_log (
    log_id bigint NOT NULL,
    ran_at timestamp with time zone NOT NULL,
    kind text NOT NULL,
    partition_name text,
    low_at timestamp with time zone,
    high_at timestamp with time zone,
    rows_dropped bigint NOT NULL,
    rows_held bigint NOT NULL
);

ALTER TABLE public.retention_log ALTER COLUMN log_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.retention_log_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.schema_migration (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.shift (
    shift_id smallint NOT NULL,
    plan_id smallint NOT NULL,
    ordinal smallint NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    start_minute smallint NOT NULL,
    end_minute smallint NOT NULL,
    dated_by text NOT NULL,
    CONSTRAINT shift_dated_by_check CHECK ((dated_by = ANY (ARRAY['start'::text, 'end'::text]))),
    CONSTRAINT shift_end_minute_check CHECK (((end_minute >= 0) AND (end_minute <= 1439))),
    CONSTRAINT shift_start_minute_check CHECK (((start_minute >= 0) AND (start_minute <= 1439)))
);

CREATE TABLE public.shift_plan (
    plan_id smallint NOT NULL,
    code text NOT NULL,
    zone text NOT NULL,
    effective_on date NOT NULL,
    closed text NOT NULL,
    "precision" text NOT NULL,
    loaded_at timestamp with time zone NOT NULL,
    CONSTRAINT shift_plan_closed_check CHECK ((closed = ANY (ARRAY['start'::text, 'end'::text]))),
    CONSTRAINT shift_plan_precision_check CHECK (("precision" = ANY (ARRAY['exact'::text, 'minute'::text])))
);

ALTER TABLE public.shift_plan ALTER COLUMN plan_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.shift_plan_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.shift ALTER COLUMN shift_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.shift_shift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.source (
    source_id smallint NOT NULL,
    code text NOT NULL,
    zone text NOT NULL
);

ALTER TABLE public.source ALTER COLUMN source_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.source_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tile_version (
    part text NOT NULL,
    version text NOT NULL,
    CONSTRAINT tile_version_part_check CHECK ((part = ANY (ARRAY['base'::text, 'area'::text])))
);

CREATE TABLE public.unit (
    unit_id integer NOT NULL,
    source_id smallint NOT NULL,
    external_id text NOT NULL,
    call_sign text,
    kind text
);

CREATE TABLE public.unit_position (
    unit_id integer NOT NULL,
    fix_at timestamp with time zone NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    point public.geometry(Point,4326) NOT NULL,
    cell bigint NOT NULL,
    area_id integer,
    speed_mps real,
    heading_deg real,
    accuracy_m real,
    status text
)
WITH (fillfactor='50');

ALTER TABLE public.unit ALTER COLUMN unit_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.unit_unit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.worker_task (
    name text NOT NULL,
    ran_at timestamp with time zone NOT NULL,
    took_ms integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    failures integer NOT NULL,
    error text
);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_pkey PRIMARY KEY (area_id);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_set_id_code_key UNIQUE (set_id, code);

ALTER TABLE ONLY public.area_set
    ADD CONSTRAINT area_set_kind_effective_on_key UNIQUE (kind, effective_on);

ALTER TABLE ONLY public.area_set
    ADD CONSTRAINT area_set_pkey PRIMARY KEY (set_id);

ALTER TABLE ONLY public.area_tile_label
    ADD CONSTRAINT area_tile_label_pkey PRIMARY KEY (area_id);

ALTER TABLE ONLY public.base_feature
    ADD CONSTRAINT base_feature_pkey PRIMARY KEY (feature_id);

ALTER TABLE ONLY public.call_identity
    ADD CONSTRAINT call_identity_pkey PRIMARY KEY (external_id, source_id);

ALTER TABLE ONLY public.call_type
    ADD CONSTRAINT call_type_pkey PRIMARY KEY (call_type_id);

ALTER TABLE ONLY public.call_type
    ADD CONSTRAINT call_type_source_id_code_key UNIQUE (source_id, code);

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT camera_pkey PRIMARY KEY (camera_id);

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT camera_source_id_external_id_key UNIQUE (source_id, external_id);

ALTER TABLE ONLY public.case_hold
    ADD CONSTRAINT case_hold_pkey PRIMARY KEY (hold_id);

ALTER TABLE ONLY public.data_partition
    ADD CONSTRAINT data_partition_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.feed_state
    ADD CONSTRAINT feed_state_pkey PRIMARY KEY (source_id, kind);

ALTER TABLE ONLY public.geofile_address
    ADD CONSTRAINT geofile_address_pkey PRIMARY KEY (address_id);

ALTER TABLE ONLY public.geofile_alias
    ADD CONSTRAINT geofile_alias_pkey PRIMARY KEY (alias_id);

ALTER TABLE ONLY public.geofile_intersection
    ADD CONSTRAINT geofile_intersection_pkey PRIMARY KEY (intersection_id);

ALTER TABLE ONLY public.geofile_place
    ADD CONSTRAINT geofile_place_pkey PRIMARY KEY (place_id);

ALTER TABLE ONLY public.geofile_road
    ADD CONSTRAINT geofile_road_pkey PRIMARY KEY (road_id);

ALTER TABLE ONLY public.geofile_set
    ADD CONSTRAINT geofile_set_kind_name_key UNIQUE (kind, name);

ALTER TABLE ONLY public.geofile_set
    ADD CONSTRAINT geofile_set_pkey PRIMARY KEY (set_id);

ALTER TABLE ONLY public.held_avl_fix
    ADD CONSTRAINT held_avl_fix_pkey PRIMARY KEY (unit_id, fix_at);

ALTER TABLE ONLY public.held_call_for_service
    ADD CONSTRAINT held_call_for_service_pkey PRIMARY KEY (call_id);

ALTER TABLE ONLY public.held_hit
    ADD CONSTRAINT held_hit_pkey PRIMARY KEY (hit_id);

ALTER TABLE ONLY public.held_plate_read
    ADD CONSTRAINT held_plate_read_pkey PRIMARY KEY (read_id);

ALTER TABLE ONLY public.hot_list
    ADD CONSTRAINT hot_list_code_key UNIQUE (code);

ALTER TABLE ONLY public.hot_list_entry
    ADD CONSTRAINT hot_list_entry_pkey PRIMARY KEY (entry_id);

ALTER TABLE ONLY public.hot_list
    ADD CONSTRAINT hot_list_pkey PRIMARY KEY (list_id);

ALTER TABLE ONLY public.hot_list_suppression
    ADD CONSTRAINT hot_list_suppression_pkey PRIMARY KEY (suppression_id);

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.load_run
    ADD CONSTRAINT load_run_pkey PRIMARY KEY (load_id);

ALTER TABLE ONLY public.location_taught
    ADD CONSTRAINT location_taught_pkey PRIMARY KEY (location_key);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_fingerprint_key UNIQUE (fingerprint);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (quarantine_id);

ALTER TABLE ONLY public.queue_mark
    ADD CONSTRAINT queue_mark_pkey PRIMARY KEY (mark_id);

ALTER TABLE ONLY public.retention_change
    ADD CONSTRAINT retention_change_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY public.retention_log
    ADD CONSTRAINT retention_log_pkey PRIMARY KEY (log_id);

ALTER TABLE ONLY public.retention
    ADD CONSTRAINT retention_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_pkey PRIMARY KEY (shift_id);

ALTER TABLE ONLY public.shift_plan
    ADD CONSTRAINT shift_plan_effective_on_key UNIQUE (effective_on);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_plan_id_code_key UNIQUE (plan_id, code);

ALTER TABLE ONLY public.shift_plan
    ADD CONSTRAINT shift_plan_pkey PRIMARY KEY (plan_id);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_code_key UNIQUE (code);

ALTER TABLE ONLY public.source
    ADD CONSTRAINT source_pkey PRIMARY KEY (source_id);

ALTER TABLE ONLY public.tile_version
    ADD CONSTRAINT tile_version_pkey PRIMARY KEY (part);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.unit_position
    ADD CONSTRAINT unit_position_pkey PRIMARY KEY (unit_id);

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_source_id_external_id_key UNIQUE (source_id, external_id);

ALTER TABLE ONLY public.worker_task
    ADD CONSTRAINT worker_task_pkey PRIMARY KEY (name);

CREATE INDEX area_outline ON public.area USING gist (outline);

CREATE INDEX area_tile_shape_place ON public.area_tile_shape USING btree (set_id, zoom, x, y);

CREATE INDEX base_feature_shape ON public.base_feature USING gist (shape);

CREATE INDEX base_tile_shape_place ON public.base_tile_shape USING btree (zoom, x, y, layer);

CREATE INDEX cell_count_operational_on ON public.cell_count USING brin (operational_on) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX data_partition_kind ON public.data_partition USING btree (kind, low_at);

CREATE INDEX geofile_address_set_id ON public.geofile_address USING btree (set_id);

CREATE INDEX geofile_alias_set_id ON public.geofile_alias USING btree (set_id);

CREATE UNIQUE INDEX geofile_alias_taught ON public.geofile_alias USING btree (kind, alias) WHERE (set_id IS NULL);

CREATE INDEX geofile_intersection_set_id ON public.geofile_intersection USING btree (set_id);

CREATE INDEX geofile_place_set_id ON public.geofile_place USING btree (set_id);

CREATE INDEX geofile_road_set_id ON public.geofile_road USING btree (set_id);

CREATE INDEX held_call_for_service_received_at_idx ON public.held_call_for_service USING btree (received_at);

CREATE INDEX held_hit_plate_captured_at_idx ON public.held_hit USING btree (plate, captured_at);

CREATE INDEX held_plate_read_plate_captured_at_idx ON public.held_plate_read USING btree (plate, captured_at);

CREATE UNIQUE INDEX hot_list_entry_current ON public.hot_list_entry USING btree (list_id, external_id) WHERE (removed_at IS NULL);

CREATE INDEX hot_list_entry_plate ON public.hot_list_entry USING btree (plate);

CREATE INDEX quarantine_open ON public.quarantine USING btree (source_id, rejected_at) WHERE (resolved_at IS NULL);

CREATE INDEX quarantine_rejected_at ON public.quarantine USING btree (rejected_at);

CREATE INDEX queue_mark_record_at ON public.queue_mark USING btree (record_at);

CREATE INDEX retention_log_ran_at ON public.retention_log USING btree (ran_at);

ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.area_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.area_tile_label
    ADD CONSTRAINT area_tile_label_area_id_fkey FOREIGN KEY (area_id) REFERENCES public.area(area_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.area_tile_shape
    ADD CONSTRAINT area_tile_shape_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.area_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.call_type
    ADD CONSTRAINT call_type_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT camera_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.camera
    ADD CONSTRAINT camera_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.unit(unit_id);

ALTER TABLE ONLY public.case_hold
    ADD CONSTRAINT case_hold_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.feed_state
    ADD CONSTRAINT feed_state_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.geofile_address
    ADD CONSTRAINT geofile_address_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.geofile_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.geofile_alias
    ADD CONSTRAINT geofile_alias_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.geofile_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.geofile_intersection
    ADD CONSTRAINT geofile_intersection_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.geofile_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.geofile_place
    ADD CONSTRAINT geofile_place_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.geofile_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.geofile_road
    ADD CONSTRAINT geofile_road_set_id_fkey FOREIGN KEY (set_id) REFERENCES public.geofile_set(set_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.hot_list_entry
    ADD CONSTRAINT hot_list_entry_list_id_fkey FOREIGN KEY (list_id) REFERENCES public.hot_list(list_id);

ALTER TABLE ONLY public.hot_list_suppression
    ADD CONSTRAINT hot_list_suppression_list_id_fkey FOREIGN KEY (list_id) REFERENCES public.hot_list(list_id);

ALTER TABLE ONLY public.load_run
    ADD CONSTRAINT load_run_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_load_id_fkey FOREIGN KEY (load_id) REFERENCES public.load_run(load_id);

ALTER TABLE ONLY public.quarantine
    ADD CONSTRAINT quarantine_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

ALTER TABLE ONLY public.retention_change
    ADD CONSTRAINT retention_change_hold_id_fkey FOREIGN KEY (hold_id) REFERENCES public.case_hold(hold_id);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.shift_plan(plan_id) ON DELETE CASCADE;

ALTER TABLE ONLY public.unit
    ADD CONSTRAINT unit_source_id_fkey FOREIGN KEY (source_id) REFERENCES public.source(source_id);

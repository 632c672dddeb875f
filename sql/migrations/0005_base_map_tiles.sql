-- The base map as vector tiles: streets, water, parks and area outlines in EPSG:3857, cut along the
-- edges of tiles, so that making one is reading a few rows and rounding their coordinates.

-- Geometry is prepared once for each band of zooms, by tiles of the band's first zoom, as exact as
-- its last zoom shows. unit_m is what a tile of that zoom rounds to, metres of the projection.
create function tile_bands()
returns table (zoom integer, last_zoom integer, unit_m double precision)
language sql immutable parallel safe as $$
    select zoom, last_zoom, 40075016.685578488 / 4096 / (1 << last_zoom)
    from (values (0, 7), (8, 9), (10, 11), (12, 12), (13, 13), (14, 15)) as band (zoom, last_zoom)
$$;

-- Which band serves a tile of that zoom; the last one also serves all beyond.
create function tile_band(zoom integer) returns integer language sql immutable parallel safe as $$
    select case
        when zoom < 8 then 0
        when zoom < 10 then 8
        when zoom < 12 then 10
        when zoom < 14 then zoom
        else 14
    end
$$;

-- From EPSG:4326 in degrees; what lies beyond the antimeridian comes round, poles are cut off.
create function web_mercator(shape geometry) returns geometry
language sql immutable strict parallel safe as $$
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

-- What of a shape lies in a tile or within a sixteenth of its width around it; null for nothing.
-- x may lie beyond the world's edges.
create function tile_clip(shape geometry, zoom integer, x integer, y integer) returns geometry
language sql immutable parallel safe as $$
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

-- Cut a shape (lines or polygons, EPSG:3857) by tiles of a zoom. Begins with the tiles of about its
-- own size and quarters them, so that a large shape isn't cut whole for each small tile. At the
-- antimeridian a tile also gets what lies beyond it.
create function tile_cut(shape geometry, zoom integer)
returns table (x integer, y integer, piece geometry)
language sql immutable parallel safe as $$
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

-- The name of the content: drawn anew whenever a part is prepared, so that caches notice, also
-- after a database was restored.
create table tile_version (
    part text primary key check (part in ('base', 'area')),
    version text not null
);

create function renew_tile_version(of_part text) returns void language sql as $$
    insert into tile_version (part, version)
    values (of_part, left(replace(gen_random_uuid()::text, '-', ''), 10))
    on conflict (part) do update set version = excluded.version
$$;

-- Streets are one row a tile, class and name; water and parks one row a tile and feature.
create table base_tile_shape (
    zoom smallint not null,         -- x, y: a tile of this zoom, the first of a band
    from_zoom smallint not null,    -- of the band, the zooms from here on draw it
    x integer not null,
    y integer not null,
    layer text not null,
    class text not null,
    name text,
    shape geometry(Geometry, 3857) not null
);
create index base_tile_shape_place on base_tile_shape (zoom, x, y, layer);

-- The first zoom of tiles in which a feature is drawn at all. Tiles are drawn 512 pixels wide, so a
-- tile's zoom is one less than the map's.
create function drawn_from(layer text, class text) returns integer
language sql immutable parallel safe as $$
    select case
        when layer <> 'street' then 7
        when class = 'arterial' then 8
        when class = 'collector' then 11
        else 12
    end
$$;

-- Base features as they are cut: EPSG:3857, lines of one class and name joined where they meet.
-- One row a line, or a feature's polygons. part tells polygons apart; lines have none.
create view base_tile_source as
with flat as (
    select feature_id, layer, class, name, web_mercator(st_makevalid(shape)) as shape
    from base_feature
)
select null::integer as part, layer, class, name, (st_dump(joined)).geom as shape
from (
    select layer, class, name, st_linemerge(st_collect(line.geom)) as joined
    from flat, st_dump(st_collectionextract(shape, 2)) as line
    group by layer, class, name
) as line
union all
select feature_id, layer, class, name, polygons
from flat, st_collectionextract(shape, 3) as polygons
where not st_isempty(polygons);

-- Prepare the whole base map from base_feature, within the caller's transaction. Water and parks
-- less than 32 units wide or long, four pixels of a tile drawn on 512, are left out of all bands
-- but the last.
create function prepare_base_tiles() returns void language sql set jit = off as $$
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

-- Outlines of a boundary set, each edge once: code and other_code are the areas beside it.
create table area_tile_shape (
    set_id integer not null references area_set on delete cascade,
    zoom smallint not null,
    x integer not null,
    y integer not null,
    code text not null,
    other_code text,
    shape geometry(Geometry, 3857) not null
);
create index area_tile_shape_place on area_tile_shape (set_id, zoom, x, y);

-- Where an area's label stands.
create table area_tile_label (
    area_id integer primary key references area on delete cascade,
    point geometry(Point, 3857) not null
);

-- The edges between a set's areas, EPSG:3857: where two share one to the last digit it is one.
create function area_edges(of_set integer) returns table (codes text[], edge geometry)
language sql stable as $$
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

-- Prepare one boundary set from area, within the caller's transaction.
create function prepare_area_tiles(of_set integer) returns void language sql set jit = off as $$
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

-- What is loaded already.
select prepare_area_tiles(set_id) from area_set;
select prepare_base_tiles() where exists (select from base_feature);

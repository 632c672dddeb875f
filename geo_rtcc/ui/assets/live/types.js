/**
 * What the modules of the live map pass to each other. Types only.
 *
 * Instants are seconds since 1970 UTC by the server's clock; lon/lat are degrees (EPSG:4326);
 * x/y are world pixels at zoom 0 (Web Mercator), NaN without a point.
 *
 * @typedef {"light" | "dark"} Theme
 *
 * How things look; comes from Python so that maps, legends and tables can't disagree.
 * @typedef {object} Look
 * @property {Theme} theme
 * @property {Record<string, string>} colours  of the map: land, water, beat, ink, surface …
 * @property {{name: string, label: string, fill: string, corners: [number, number][]}[]} categories
 *   in wire order; no corners: a circle
 * @property {Record<string, number>} radii  marker radius in px by priority ("0": none given)
 * @property {{starts: Record<string, number[]>, colours: string[], low: number, hatch: string}} bins
 *   lower ends of the bins by H3 resolution ("9", "8"), colours low to high, low counts below `low`
 * @property {Record<Level, {label: string, colour: string, corners: [number, number][]}>} levels
 *   no corners: a circle
 *
 * What Python hands to the component.
 * @typedef {object} Given
 * @property {Look} look
 * @property {string} module  address of the component's main module
 * @property {string[]} scripts  addresses of classic scripts it needs first (Leaflet, protomaps)
 * @property {string[]} modules  addresses of all its modules, to be fetched ahead
 * @property {string[]} styles  addresses of its style sheets
 * @property {{bounds: Agency["bounds"], tiles: import("../map/base.js").Tiles}} [start]  where the
 *   map begins, so that the base map need not wait for the first snapshot
 *
 * @typedef {"critical" | "warning" | "notice"} Level
 * @typedef {0 | 1 | 2 | 3 | 4} Step  received, dispatched, on scene, closed, unknown
 *
 * @typedef {object} Call
 * @property {string} key
 * @property {number} lon @property {number} lat  NaN without a point
 * @property {number} x @property {number} y
 * @property {number} at
 * @property {number | null} closedAt
 * @property {Step} step
 * @property {number} category  index into Look.categories
 * @property {number} priority  0 none given, 1 most urgent
 * @property {boolean} onView
 * @property {boolean} ambiguous  its area
 * @property {string} others  codes of the other areas
 * @property {string} type
 * @property {string} address
 * @property {string} area  code, "" for none
 * @property {string} shift  code, "" for none
 * @property {string} sure  sentence
 * @property {number} radiusM
 * @property {string} cell  name of its cell of resolution 9, "" without a point
 * @property {string[]} units  call signs
 * @property {string} source
 *
 * @typedef {object} Hit
 * @property {string} key
 * @property {number} lon @property {number} lat @property {number} x @property {number} y
 * @property {number} at
 * @property {string} plate @property {string} state
 * @property {string} entryPlate @property {string} entryState
 * @property {"exact" | "look_alike"} match
 * @property {"same" | "unknown" | "different"} stateMatch
 * @property {number} probability
 * @property {string} list @property {string} ncic @property {string} category
 * @property {number | null} priority
 * @property {string} reason @property {string} camera @property {string} area
 * @property {string} sure @property {number} radiusM
 * @property {"unverified" | "confirmed" | "rejected"} status
 * @property {Level} level
 * @property {string} imageUrl
 *
 * @typedef {object} Unit
 * @property {number} id @property {string} sign @property {string} kind
 * @property {number} lon @property {number} lat @property {number} x @property {number} y
 * @property {number} at  of the fix
 * @property {number | null} speed  m/s
 * @property {number | null} heading  degrees from north, clockwise
 * @property {number | null} accuracyM
 * @property {string} status @property {string} area
 *
 * @typedef {object} Camera
 * @property {number} id @property {string} name @property {boolean} isMobile
 * @property {number} lon @property {number} lat @property {number} x @property {number} y
 * @property {number | null} heading @property {string} source
 *
 * @typedef {object} Cell
 * @property {string} name
 * @property {number} x @property {number} y
 * @property {Float64Array} ring  corners, x and y in turn, world pixels at zoom 0
 * @property {string} parent  name of its cell of resolution 8; "" for those themselves
 *
 * @typedef {object} Mark  what somebody did with something in the queue
 * @property {"hit" | "call"} kind @property {string} key
 * @property {"acknowledge" | "escalate"} action
 * @property {number} at @property {string} by
 *
 * @typedef {object} Feed
 * @property {string} kind @property {string} source
 * @property {number | null} newest @property {number | null} within  LIVE up to this age, seconds
 *
 * @typedef {object} Agency
 * @property {string} name @property {string} zone @property {boolean} demo @property {string} note
 * @property {string} areaWord
 * @property {[number, number, number, number] | null} bounds  west, south, east, north
 * @property {{code: string, name: string, parent: string, lon: number, lat: number}[]} areas
 * @property {{code: string, name: string}[]} shifts
 *
 * What of the records is wanted. Empty lists let everything pass. Hits pass by area only.
 * @typedef {object} Filter
 * @property {string[]} areas @property {string[]} shifts
 * @property {string[]} categories  names
 * @property {boolean} onView  whether on-view calls pass
 *
 * @typedef {object} Selection
 * @property {"call" | "hit" | "unit" | "camera" | "cell"} kind
 * @property {string} key  units and cameras: their id; cells: their name
 *
 * @typedef {object} QueueItem
 * @property {"hit" | "call"} kind @property {string} key
 * @property {Level} level @property {number} at
 * @property {boolean} acknowledged @property {string} acknowledgedBy
 * @property {boolean} escalated
 * @property {Call | Hit} record
 *
 * What an update or the passing of time changed among what is shown.
 * @typedef {object} Changes
 * @property {boolean} all  everything may have changed: draw anew
 * @property {Call[]} gone  as they were drawn
 * @property {Call[]} come  as they are to be drawn; a changed call is in both
 * @property {boolean} hits @property {boolean} units @property {boolean} cameras
 * @property {Set<string>} cells  names (both resolutions) whose count changed
 * @property {boolean} queue
 * @property {QueueItem[]} raised  new in the queue or on a higher level, to be announced
 *
 * Which part of the day is looked at.
 * @typedef {object} Moment
 * @property {number | null} at  null: now, following the clock
 * @property {number} windowS  how far back calls and hits are shown from there
 *
 * What the address holds.
 * @typedef {object} Place
 * @property {{lat: number, lon: number, zoom: number} | null} view
 * @property {Filter} filter
 * @property {Moment} moment
 * @property {{to: number, hours: number} | null} past  a window that ended; null: live
 * @property {string[] | null} layers  shown ones; null: the usual ones
 * @property {Selection | null} selection
 *
 * @typedef {"connecting" | "live" | "waiting" | "away"} LinkState  away: the database is
 * @typedef {object} Link
 * @property {LinkState} state
 * @property {number} sinceS  how long it has been so
 */
export {};

// For node and the type check. At this address the server offers the package's own file.
export * from "../node_modules/eventsource-parser/dist/index.js";

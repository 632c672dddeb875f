/* A map's mount: fetches the map's own modules once, then hands on what Python says. */
const FAILED = "The map's program could not be loaded. Reload the page to try again.";

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".live, .place");
  const call = (root.calls = (root.calls ?? 0) + 1);
  root.mounted ??= import(new URL(data.module, document.baseURI).href)
    .then((main) => main.mount(component))
    .catch((error) => {
      root.mounted = undefined;
      root.textContent = FAILED;
      throw error;
    });
  const mounted = root.mounted;
  mounted.then((map) => map.update(data), () => {});
  return () => {
    // Streamlit also cleans up after a call that a newer one has overtaken.
    if (call !== root.calls) return;
    root.mounted = undefined;
    mounted.then((map) => map.unmount(), () => {});
  };
}

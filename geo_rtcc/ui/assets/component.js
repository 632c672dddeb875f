/* The live map's mount: fetches the map's own modules once, then hands on what Python says. */
export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".live");
  root.mounted ??= import(new URL(data.module, document.baseURI).href)
    .then((main) => main.mount(component))
    .catch((error) => {
      root.mounted = undefined;
      root.textContent = "The map's program could not be loaded. Reload the page to try again.";
      throw error;
    });
  root.mounted.then((mounted) => mounted.update(data));
  return () => root.mounted?.then((mounted) => mounted.unmount());
}

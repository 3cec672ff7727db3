/** Adds a line to the list that the person sees. */
export function show(line) {
  const item = document.createElement('li');
  item.textContent = line;
  document.querySelector('#log').append(item);
}

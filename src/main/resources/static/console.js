// What the pages can do without as well: one tick for all the lines of a table.
document.addEventListener("change", event => {
  if (event.target.matches("input[data-ticks]")) {
    const boxes = event.target.closest("table").querySelectorAll(`input[name="${event.target.dataset.ticks}"]`);
    boxes.forEach(box => { box.checked = event.target.checked; });
  }
});

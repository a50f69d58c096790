// A list that completes what is typed is found by pinyin and initials too; without this script the server understands
// what one choice alone sounds like.
const plain = (text) => text.toLowerCase().replace(/[\s'’]/g, "");

for (const input of document.querySelectorAll("input[list]")) {
  const options = [...input.list?.querySelectorAll("option[data-sounds]") ?? []];
  const sound = (option, typed) => option.dataset.sounds.split(" ").find((word) => word.includes(typed));
  const typed = () => (/^[a-z]+$/.test(plain(input.value)) ? plain(input.value) : "");

  // the browser offers what stands in a choice's value or label: so the matching sound goes into the label
  input.addEventListener("input", () => {
    const said = typed();
    for (const option of options) {
      const heard = said && sound(option, said);
      if (heard) option.label = `${option.value} · ${heard}`;
      else option.removeAttribute("label");
    }
    // a list whose children come anew is read anew while it is open
    if (said) input.list.replaceChildren(...options);
  });

  // what one choice alone sounds like is that choice
  input.addEventListener("change", () => {
    const said = typed();
    if (!said || options.some((option) => option.value === input.value)) return;
    const whole = options.filter((option) => option.dataset.sounds.split(" ").includes(said));
    const found = whole.length ? whole : options.filter((option) => sound(option, said));
    if (found.length === 1) input.value = found[0].value;
  });
}

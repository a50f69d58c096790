// A code that was scanned stands after the # of the address: it fills the field, and the judge confirms with one tap.
const code = decodeURIComponent(location.hash.slice(1));
if (/^[0-9A-Z]{8}$/.test(code)) {
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname);
  document.querySelector("#pair button").focus();
}

// Passkeys: a form with data-passkey asks the server for options, lets the
// browser make or show a passkey, and posts what it says as the field "response".
"use strict";

const toBytes = (text) => {
  const base = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base), (c) => c.charCodeAt(0));
};

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (list) => (list || []).map((c) => ({ ...c, id: toBytes(c.id) }));

async function create(options) {
  const o = options.publicKey;
  const made = await navigator.credentials.create({
    publicKey: {
      ...o,
      challenge: toBytes(o.challenge),
      user: { ...o.user, id: toBytes(o.user.id) },
      excludeCredentials: withBytes(o.excludeCredentials),
    },
  });
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    },
    clientExtensionResults: made.getClientExtensionResults(),
  };
}

async function get(options) {
  const o = options.publicKey;
  const shown = await navigator.credentials.get({
    publicKey: { ...o, challenge: toBytes(o.challenge), allowCredentials: withBytes(o.allowCredentials) },
  });
  return {
    id: shown.id,
    rawId: toText(shown.rawId),
    type: shown.type,
    response: {
      clientDataJSON: toText(shown.response.clientDataJSON),
      authenticatorData: toText(shown.response.authenticatorData),
      signature: toText(shown.response.signature),
      userHandle: shown.response.userHandle ? toText(shown.response.userHandle) : undefined,
    },
    clientExtensionResults: shown.getClientExtensionResults(),
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const message = form.querySelector("[data-passkey-message]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    message.textContent = "";
    if (!window.PublicKeyCredential) {
      message.textContent = "This browser cannot use passkeys.";
      return;
    }
    try {
      const answer = await fetch(form.dataset.options, { method: "POST", credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error("no options");
      const options = await answer.json();
      const response = form.dataset.passkey === "create" ? await create(options) : await get(options);
      form.elements.response.value = JSON.stringify(response);
      form.submit();
    } catch (error) {
      message.textContent = "The passkey could not be used. Please try again, or use another way.";
    }
  });
}

// Het enige script van deze pagina's: nieuwe rijen ophalen zolang iemand kijkt, en een knop om af te drukken.
// Zonder script werkt alles ook; dan ververst men zelf.
"use strict";

const ELKE = 4000;

function volg(hier) {
  const rijen = document.querySelector("[data-rijen]");
  const bericht = hier.querySelector("[data-bericht]");
  const knop = document.createElement("button");
  let bezig = true;
  let gezien = 0;
  knop.type = "button";
  knop.className = "tweede";
  hier.append(knop);

  function zeg(tekst) {
    if (bericht.textContent !== tekst) bericht.textContent = tekst;
  }

  function zet(aan) {
    bezig = aan;
    hier.classList.toggle("aan", aan);
    knop.textContent = aan ? "Pauzeren" : "Verder volgen";
    zeg(aan ? "Nieuwe uitwisselingen verschijnen vanzelf." : "Het volgen staat stil.");
  }

  async function kijk() {
    if (!bezig || document.hidden) return;
    const eerste = rijen.querySelector("tr");
    const sinds = eerste ? eerste.dataset.kenmerk : "";
    let antwoord;
    try {
      antwoord = await fetch(hier.dataset.volg + "?sinds=" + encodeURIComponent(sinds), { redirect: "error" });
    } catch {
      zeg("De dienst is even niet te bereiken.");
      return;
    }
    if (antwoord.status === 401) {
      zet(false);
      zeg("U bent afgemeld. Meld u opnieuw aan om verder te kijken.");
      knop.remove();
      return;
    }
    if (antwoord.status !== 200) return;
    const voor = rijen.rows.length;
    rijen.insertAdjacentHTML("afterbegin", await antwoord.text());
    gezien += rijen.rows.length - voor;
    const leeg = document.querySelector("p.leeg");
    if (leeg) leeg.remove();
    zeg(gezien === 1 ? "1 nieuwe uitwisseling." : gezien + " nieuwe uitwisselingen.");
    if (antwoord.headers.get("X-Meer")) zeg("Er kwam meer bij dan hier past. Ververs de bladzijde.");
  }

  knop.addEventListener("click", () => zet(!bezig));
  zet(true);
  setInterval(kijk, ELKE);
}

document.querySelectorAll("[data-volg]").forEach(volg);
document.querySelectorAll("[data-druk]").forEach((knop) => {
  knop.hidden = false;
  knop.addEventListener("click", () => window.print());
});

// Large type, as it was chosen on the patient's page.
try { document.documentElement.dataset.size = localStorage.getItem("yz-size") === "large" ? "large" : "normal"; } catch { /* private mode: normal type */ }

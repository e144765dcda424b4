// The promises of access, walked in a real browser by several people at once: a passkey, a confirmed device, a request and
// its approval, a masked table that shows more after a step-up, an agreement signed, a review decided by keyboard, and a
// departure that ends an open page within two seconds.

const expect = (condition, sentence) => {
  if (!condition) throw new Error(sentence);
};

// An authenticator in the machine itself, with user verification: what a laptop's fingerprint reader is.
const authenticator = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
};

// The made-up laptop of the demonstration answers the page's own link.
export const confirmDevice = async (page, origin, back) => {
  await page.goto(`${origin}/devices/confirm?back=${encodeURIComponent(back)}`);
  if (!(await page.locator("a[href^='http://127.0.0.1:']").count())) return;
  await page.locator("a[href^='http://127.0.0.1:']").click();
  await page.waitForURL((url) => url.origin === origin);
};

const setPurpose = async (page, purpose) => {
  await page.selectOption("#purpose-now", purpose);
  await page.locator(".standing form button").click();
  await page.waitForLoadState();
};

const button = (page, text) => page.locator("main button, main a.button", { hasText: text }).first();

export const access = async ({ browser, origin, accounts, signIn, listen, look, show }) => {
  const who = (part) => accounts.find((account) => account.part?.includes(part)) ?? expect(false, `nobody ${part}`);
  const contexts = [];
  const enter = async (account) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-CA" });
    contexts.push(context);
    const page = await context.newPage();
    listen(page);
    await authenticator(page);
    await signIn(page, account);
    return page;
  };
  const steps = [];
  const step = async (name, act) => {
    try {
      await act();
      steps.push({ name });
    } catch (error) {
      for (const [index, context] of contexts.entries()) await show(context.pages()[0], `access.broken-${index}`);
      throw new Error(`${name}: ${error.message}`);
    }
  };

  const consultant = await enter(who("works on the data"));
  await step("a passkey is enrolled", async () => {
    await consultant.goto(`${origin}/security`);
    await consultant.fill("form[data-passkey] #name", "Laptop");
    await button(consultant, /passkey/i).click();
    await consultant.waitForSelector("table input[value='Laptop']");
    await look(consultant, "access.security");
  });
  await step("it signs in alone", async () => {
    await consultant.locator("header form[action='/sign-out'] button").click();
    await consultant.waitForURL(/\/sign-in/);
    await consultant.locator("form[data-passkey] button").click();
    await consultant.waitForURL((url) => url.pathname === "/work");
  });
  await step("the session is confirmed by a device", async () => {
    await consultant.goto(`${origin}/devices/confirm?back=%2Fwork`);
    await look(consultant, "access.confirm");
    await confirmDevice(consultant, origin, "/work");
    await consultant.waitForURL((url) => url.pathname === "/work");
    expect(await consultant.locator(".standing .status.kept").count(), "the standing line shows a device in order");
  });

  let engagement;
  await step("access is asked for", async () => {
    await consultant.goto(`${origin}/engagements`);
    await consultant.locator("main tr", { hasText: "Support after go-live" }).locator("a").first().click();
    engagement = new URL(consultant.url()).pathname;
    await consultant.goto(`${origin}${engagement}/people`);
    const ask = consultant.locator(`form[action='${engagement}/grants']`);
    await ask.locator("select[name=purpose]").selectOption("support");
    await ask.locator("input[name=categories][value=customers_and_vendors]").check();
    await ask.locator("input[name=classes][value=personal]").check();
    await ask.locator("input[name=days]").fill("3");
    await ask.locator("input[name=reason]").fill("A customer asks for a copy of an invoice");
    await ask.locator("button").click();
    await consultant.waitForLoadState();
    await look(consultant, "access.asked");
  });

  const lead = await enter(who("leads the engagement"));
  await step("another person approves it", async () => {
    await lead.goto(`${origin}/requests`);
    await look(lead, "access.requests");
    await lead.locator("main table a", { hasText: "Cole" }).first().click();
    await look(lead, "access.request");
    await lead.goto(`${origin}/requests`);
    const asked = lead.locator("main tr", { hasText: "copy of an invoice" }).locator("a").first();
    await asked.click();
    await button(lead, /approve/i).click();
    await lead.waitForLoadState();
    expect(!(await lead.locator(".refusal").count()), "the approval is not refused");
  });

  const newcomer = await enter(who("owes signature"));
  await step("who may not work yet makes their sign-in safe", async () => {
    await newcomer.goto(`${origin}/security`);
    await newcomer.fill("form[data-passkey] #name", "Laptop");
    await button(newcomer, /passkey/i).click();
    await newcomer.waitForSelector("table input[value='Laptop']");
  });

  await step("a table is masked while the factors are stale", async () => {
    await consultant.goto(`${origin}${engagement}`);
    await setPurpose(consultant, "support");
    // The server of this run counts factors as fresh for a minute.
    await consultant.waitForTimeout(61_000);
    await consultant.goto(`${origin}${engagement}/holdings`);
    await consultant.locator("table a", { hasText: "clients" }).last().click();
    await consultant.waitForLoadState();
    expect(await consultant.locator("td.masked").count(), "sealed columns are masked");
    await look(consultant, "access.masked");
  });
  await step("after a step-up by passkey it shows more", async () => {
    const table = new URL(consultant.url()).pathname;
    const masked = await consultant.locator("td.masked").count();
    await consultant.goto(`${origin}/step-up?back=${encodeURIComponent(table)}`);
    await look(consultant, "access.step-up");
    await consultant.locator("form[data-passkey] button").click();
    await consultant.waitForURL((url) => url.pathname === table);
    expect((await consultant.locator("td.masked").count()) < masked, "fewer columns are masked");
    await look(consultant, "access.clear");
  });

  await step("an agreement is read, and signed once both factors were shown again", async () => {
    await newcomer.goto(`${origin}/work`);
    await look(newcomer, "access.inert");
    await newcomer.goto(`${origin}/agreements`);
    await look(newcomer, "access.agreements");
    await newcomer.locator("main a[href^='/agreements/doc_']").first().click();
    await newcomer.waitForLoadState();
    await look(newcomer, "access.agreement");
    const { name } = who("owes signature");
    const sign = async () => {
      await newcomer.locator("input[name=consent]").check();
      await newcomer.locator("main form button").last().click();
      await newcomer.waitForLoadState();
    };
    await newcomer.fill("#typed_name", name);
    await sign();
    expect((await newcomer.inputValue("#typed_name")) === name, "the page is there again, with the name");
    await look(newcomer, "access.agreement-stale");
    await newcomer.locator("main a[href^='/step-up?back=']").click();
    await newcomer.locator("form[data-passkey] button").click();
    await newcomer.waitForURL((url) => url.pathname.startsWith("/agreements/doc_"));
    expect((await newcomer.inputValue("#typed_name")) === name, "the name came along");
    await sign();
    expect(!(await newcomer.locator(".wrong, .refusal").count()), "nothing has to be put right");
    await look(newcomer, "access.signed");
  });

  await step("a review is decided by keyboard", async () => {
    // Deciding asks for fresh factors, and those of the first session are stale by now.
    const lead = await enter(who("leads the engagement"));
    await lead.goto(`${origin}/reviews`);
    await look(lead, "access.reviews");
    await lead.keyboard.press("j");
    await lead.keyboard.press("Enter");
    await lead.waitForURL(/\/reviews\/rev_/);
    const waiting = () => lead.locator("form.decide button[data-key='1']").count();
    const before = await waiting();
    expect(before > 0, "rows ask the lead");
    await look(lead, "access.review");
    await lead.keyboard.press("j");
    await lead.keyboard.press("1");
    if (await lead.evaluate(() => document.activeElement?.name === "reason")) {
      await lead.keyboard.type("The work goes on until spring.");
      await lead.keyboard.press("Enter");
    }
    await lead.locator("main", { hasText: "Decided." }).waitFor();
    expect((await waiting()) === before - 1, "one row less waits");
    await look(lead, "access.review-decided");
  });

  const officer = await enter(who("security officer"));
  await step("a departure ends an open page within two seconds", async () => {
    await newcomer.goto(`${origin}/work`);
    await newcomer.bringToFront();
    await officer.goto(`${origin}/firm/agreements`);
    await look(officer, "access.firm-agreements");
    await officer.goto(`${origin}/people`);
    await look(officer, "access.people");
    await officer.locator("main table a", { hasText: who("owes signature").name }).first().click();
    await officer.waitForURL(/\/people\/per_/);
    await look(officer, "access.person");
    const form = officer.locator("form[action$='/depart']");
    await form.locator("input[name=reason], textarea[name=reason]").fill("Went back to university");
    await newcomer.bringToFront();
    const ended = newcomer.waitForURL(/\/sign-in/, { timeout: 10_000 }).then(() => Date.now());
    await form.locator("button").last().click();
    await officer.waitForLoadState();
    const departed = Date.now();
    const seconds = ((await ended) - departed) / 1000;
    steps.push({ name: "seconds until the open page ended", seconds });
    expect(seconds <= 2, `the open page ended after ${seconds} s`);
    await look(newcomer, "access.ended");
    await look(officer, "access.departed");
  });

  await Promise.all(contexts.map((context) => context.close()));
  return steps;
};

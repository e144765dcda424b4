// One consultant's laptop is stolen: the consultant says so, the officer sees which clients it touches, stops it in one
// action and tells them, and a client reads, confirms and asks. What a person's hands take of it is counted: clicks and seconds.

const expect = (condition, sentence) => {
  if (!condition) throw new Error(sentence);
};

export const incident = async ({ browser, origin, accounts, signIn, listen, look, show }) => {
  const who = (part) => accounts.find((account) => account.part?.includes(part)) ?? expect(false, `nobody ${part}`);
  const contexts = [];
  const enter = async (account) => {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-CA" });
    contexts.push(context);
    const page = await context.newPage();
    listen(page);
    await signIn(page, account);
    return page;
  };
  const steps = [];
  const step = async (name, act) => {
    const began = Date.now();
    try {
      await act();
      steps.push({ name, ms: Date.now() - began });
    } catch (error) {
      for (const [index, context] of contexts.entries()) await show(context.pages()[0], `incident.broken-${index}`);
      throw new Error(`${name}: ${error.message}`);
    }
  };
  // The officer's own part, without what the walk looks at in between.
  let clicks = 0;
  let hands = 0;
  const byHand = async (act) => {
    const began = Date.now();
    await act();
    hands += Date.now() - began;
  };
  const click = async (page, locator) => {
    clicks += 1;
    await locator.click();
    await page.waitForLoadState();
  };

  const consultant = await enter(who("works on the data"));
  let incident;
  await step("a stolen laptop is reported from its page", async () => {
    await consultant.goto(`${origin}/devices`);
    await consultant.locator("main a[href^='/devices/dev_']").first().click();
    await consultant.waitForLoadState();
    await consultant.locator("main a[href^='/incidents/new?device=']").click();
    await consultant.waitForLoadState();
    await consultant.fill("#signal", "My laptop was taken on the train this morning.");
    await look(consultant, "incident.declare");
    await consultant.locator("main form[action='/incidents'] button").click();
    await consultant.waitForURL((url) => url.pathname === "/incidents");
    await look(consultant, "incident.declared");
  });

  const officer = await enter(who("security officer"));
  await step("the officer sees whom it touches", async () => {
    await byHand(async () => {
      await officer.goto(`${origin}/incidents`);
      await click(officer, officer.locator("main tbody th a").first());
    });
    incident = new URL(officer.url()).pathname;
    const affected = officer.locator("section[aria-labelledby=affected] tbody tr");
    expect(await affected.count(), "clients are named from the log");
    expect(await officer.locator("section[aria-labelledby=affected] a[href*='/log?before=']").count(), "an opening has its entry");
    await look(officer, "incident.affected");
  });
  await step("one action stops it", async () => {
    await byHand(async () => click(officer, officer.locator(`form[action='${incident}/contain'] button`)));
    expect(!(await officer.locator(".refusal").count()), "containing is not refused");
    expect(await officer.locator("#did").count(), "what was stopped is counted");
    await look(officer, "incident.contained");
    await consultant.goto(`${origin}/work`);
    expect(new URL(consultant.url()).pathname.startsWith("/sign-in"), "the consultant's session has ended");
  });
  await step("a notice is prefilled in all its parts", async () => {
    await officer.locator("section[aria-labelledby=notices] tbody a").first().click();
    await officer.waitForLoadState();
    const parts = await officer.locator("main textarea[id^='en-'], main textarea[id^='fr-']").evaluateAll((all) => all.map((each) => each.value.trim().length));
    expect(parts.length >= 11 && parts.every((length) => length > 0), "every part says something");
    await look(officer, "incident.notice");
    await officer.goto(`${origin}${incident}`);
  });
  await step("the clients are told", async () => {
    await byHand(async () => click(officer, officer.locator(`form[action='${incident}/notices/send'] button`)));
    await look(officer, "incident.told");
  });
  await step("the client reads, confirms and asks", async () => {
    const owner = await enter(who("decides for the client"));
    await owner.goto(`${origin}/incidents`);
    await look(owner, "incident.own");
    await owner.locator("main tbody th a").first().click();
    await owner.waitForLoadState();
    await look(owner, "incident.room");
    await owner.locator("form[action$='/acknowledge'] button").click();
    await owner.waitForLoadState();
    await owner.fill("#message", "Was its disk encrypted?");
    await owner.locator("form[action$='/messages'] button").click();
    await owner.waitForLoadState();
    expect((await owner.locator("main").innerText()).includes("Was its disk encrypted?"), "the question stands there");
  });
  console.log(`incident: ${clicks} clicks and ${(hands / 1000).toFixed(1)} s of the officer's hands`);
  expect(hands < 60_000, "it takes less than a minute of a person's time");
  for (const context of contexts) await context.close();
  return steps;
};

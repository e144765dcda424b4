use bailee_app::actions::{self, SignInAsk, StepUpAsk};
use bailee_model::{ErrorKind, Organisation, Standing};
use bailee_testkit::{TestFirm, firm::PASSWORD};
use jiff::SignedDuration;

fn ask(email: &str, password: &str, code: &str) -> SignInAsk {
    SignInAsk {
        email: email.to_owned(),
        password: password.into(),
        code: code.to_owned(),
        from: bailee_testkit::arrival(),
    }
}

#[tokio::test]
async fn whatever_is_wrong_the_answer_is_the_same() {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let code = firm.next_code(&person.email).expect("a code");
    let mut answers = Vec::new();
    for attempt in [
        ask(&person.email, "another password entirely", &code),
        ask(&person.email, PASSWORD, "000000"),
        ask("nobody@quillbridge.example", PASSWORD, &code),
    ] {
        let error = firm.app.sign_in(attempt).await.err().expect("refused");
        assert_eq!(error.kind(), ErrorKind::SignIn);
        answers.push(error.to_string());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_code_works_once() {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let code = firm.next_code(&person.email).expect("a code");
    firm.app.sign_in(ask(&person.email, PASSWORD, &code)).await.expect("the first time");
    assert!(firm.app.sign_in(ask(&person.email, PASSWORD, &code)).await.is_err(), "the second time");
}

#[tokio::test]
async fn failures_slow_down_and_time_heals() {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    for _ in 0..7 {
        assert!(firm.app.sign_in(ask(&person.email, "another password entirely", "000000")).await.is_err());
    }
    firm.advance(SignedDuration::from_mins(6));
    firm.sign_in(&person.email).await.expect("after the pause");
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_twelve_hours() {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let (_, token) = firm.sign_in_token(&person.email).await.expect("in");
    firm.advance(SignedDuration::from_mins(29));
    firm.app.door(&token).await.expect("in use");
    firm.advance(SignedDuration::from_mins(30));
    assert_eq!(firm.app.door(&token).await.err().expect("idle").kind(), ErrorKind::SignIn);

    let (_, token) = firm.sign_in_token(&person.email).await.expect("in");
    for _ in 0..35 {
        firm.advance(SignedDuration::from_mins(20));
        firm.app.door(&token).await.expect("used every 20 minutes");
    }
    firm.advance(SignedDuration::from_mins(20));
    assert!(firm.app.door(&token).await.is_err(), "after twelve hours, used or not");
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let firm = TestFirm::new().await.expect("a firm");
    let person = firm.person("Wren", Organisation::Firm, Standing::Staff).await.expect("a person");
    let (door, token) = firm.sign_in_token(&person.email).await.expect("in");
    actions::sign_out(&door).await.expect("out");
    assert!(firm.app.door(&token).await.is_err());
}

#[tokio::test]
async fn stepping_up_needs_both_factors() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("in");
    let code = firm.next_code(&officer.who.email).expect("a code");
    let wrong = StepUpAsk { password: "another password entirely".into(), code: code.clone() };
    assert_eq!(actions::step_up(&officer, wrong).await.expect_err("refused").kind(), ErrorKind::SignIn);
    actions::step_up(&officer, StepUpAsk { password: PASSWORD.into(), code }).await.expect("both");
}

#[tokio::test]
async fn an_enrolment_code_works_once_and_for_three_days() {
    let firm = TestFirm::new().await.expect("a firm");
    let officer = firm.officer().await.expect("in");
    let invite = |name: &str| actions::InvitePersonAsk {
        name: name.to_owned(),
        email: format!("{name}@quillbridge.example"),
        organisation: Organisation::Firm,
        standing: Standing::Staff,
        language: "fr".to_owned(),
    };
    let invitation = actions::invite_person(&officer, invite("late")).await.expect("invited").value;
    firm.app.enrolment(&invitation.code).await.expect("at once");
    let again = actions::invite_person(&officer, invite("late")).await.err().expect("taken");
    assert_eq!(again.kind(), ErrorKind::Conflict);
    firm.advance(SignedDuration::from_hours(73));
    assert_eq!(firm.app.enrolment(&invitation.code).await.err().expect("late").kind(), ErrorKind::SignIn);
    assert!(firm.app.enrolment("never given").await.is_err());
}

"""Words, bigrams and sentences."""

import pytest

from silian.engines.matching import text


def test_traditional_full_width_and_stray_spaces_give_the_same_terms_as_plain_text():
    assert text.terms("高 韧 性 ＣＢＮ 單晶") == text.terms("高韧性cbn单晶")


def test_bigrams_run_across_words_but_never_across_a_stop_word():
    bigrams = [text.surface(term) for term in text.terms("封装技术") if text.is_bigram(term)]
    assert bigrams == ["封装"]
    joined = [text.surface(term) for term in text.terms("锂离子电池") if text.is_bigram(term)]
    assert joined == ["锂离", "离子", "子电", "电池"]


def test_a_bare_number_is_no_term_but_a_grade_with_letters_is():
    assert text.terms("60 2027 cr20ni80 100/120") == ["cr20ni80", "100/120"]


@pytest.mark.parametrize("empty", ["", "   ", "🙂🙂", "\ue000\ue001", "，。！"])
def test_text_without_words_has_no_terms_and_no_harm_done(empty):
    assert text.terms(empty) == []


def test_numbering_is_left_off_sentences_and_what_says_nothing_is_dropped():
    source = "需求内容：\n1、抗冲击韧性≥67%；（2）堆积密度≥1.80克/立方厘米。\n三、现有设备完善！无"
    assert text.sentences(source) == [
        "需求内容：",
        "抗冲击韧性≥67%",
        "堆积密度≥1.80克/立方厘米",
        "现有设备完善",
    ]


def test_a_sentence_is_cut_at_160_characters():
    assert [len(sentence) for sentence in text.sentences("电" * 1000)] == [160]

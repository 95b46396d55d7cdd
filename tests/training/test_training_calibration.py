"""Calibration of log-odds on replies that a model has not learnt from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.special import expit, softmax

from authentica.training.calibration import Calibration, calibrate
from authentica.training.logistic import Linear
from authentica.training.losses import ClassLoss, StepLoss
from authentica.training.metrics import expected_calibration_error

ROWS = 20_000


@pytest.fixture
def random():
    return np.random.default_rng(3)


def test_too_sure_a_model_of_steps_is_found_out(random):
    true = random.normal(size=(ROWS, 1)) * 1.5 + np.array([0.5, -1.0])
    above = random.random((ROWS, 1)) < expit(true)
    sure = (true - np.array([0.4, -0.6])) / 0.7
    found = calibrate(sure, StepLoss(above, np.ones(ROWS)))
    assert found.slope == pytest.approx(0.7, abs=0.03)
    assert found.shifts == pytest.approx([0.4, -0.6], abs=0.06)
    calibrated = sure * found.slope + found.shifts
    for step in (0, 1):
        before = expected_calibration_error(above[:, step], expit(sure[:, step]))
        after = expected_calibration_error(above[:, step], expit(calibrated[:, step]))
        assert after < 0.02 < before


def test_too_sure_a_model_of_classes_is_found_out(random):
    true = random.normal(size=(ROWS, 3))
    codes = (random.random((ROWS, 1)) > softmax(true, axis=1).cumsum(axis=1)[:, :2]).sum(axis=1)
    found = calibrate(2.0 * (true - np.array([0.5, 0.0, -0.5])), ClassLoss(codes, np.ones(ROWS), 3))
    assert found.slope == pytest.approx(0.5, abs=0.03)
    assert found.shifts - found.shifts.mean() == pytest.approx([0.5, 0.0, -0.5], abs=0.06)


def test_a_slope_alone_leaves_how_often_it_holds(random):
    true = random.normal(size=(ROWS, 1)) * 1.5
    above = random.random((ROWS, 1)) < expit(true + 1.0)
    found = calibrate(true / 0.7, StepLoss(above, np.ones(ROWS)), shifted=False)
    assert found.shifts.tolist() == [0.0]
    assert 0.5 < found.slope < 0.7  # flatter than the truth, since more hold than it says


def test_few_rows_change_little(random):
    logits, above = random.normal(size=(5, 2)), np.ones((5, 2), dtype=bool)
    found = calibrate(logits, StepLoss(above, np.ones(5)))
    assert abs(found.slope - 1.0) < 0.3
    assert np.abs(found.shifts).max() < 0.3
    nothing = calibrate(np.zeros((0, 2)), StepLoss(np.zeros((0, 2), dtype=bool), np.zeros(0)))
    assert (nothing.slope, *nothing.shifts) == (1.0, 0.0, 0.0)


def test_a_calibrated_model_gives_calibrated_log_odds(random):
    x = sparse.csr_matrix(random.normal(size=(7, 4)))
    model = Linear(random.normal(size=(4, 2)), random.normal(size=2))
    calibration = Calibration(0.6, np.array([0.3, -1.2]))
    np.testing.assert_allclose(calibration.of(model).logits(x), 0.6 * model.logits(x) + [0.3, -1.2])
    np.testing.assert_allclose(calibration.undone(calibration.of(model).logits(x)), model.logits(x))

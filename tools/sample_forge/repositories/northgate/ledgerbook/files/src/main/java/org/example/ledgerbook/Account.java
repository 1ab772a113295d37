package org.example.ledgerbook;

import java.math.BigDecimal;

/** Holds what was booked on it; never less than nothing. */
public final class Account {
    private BigDecimal balance = BigDecimal.ZERO;

    public void book(BigDecimal amount) {
        balance = balance.add(amount);
    }

    public BigDecimal balance() {
        return balance;
    }
}

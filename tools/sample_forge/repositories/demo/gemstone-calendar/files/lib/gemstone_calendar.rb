# frozen_string_literal: true

require "date"

module GemstoneCalendar
  EPOCH = Date.new(1792, 9, 22)

  def self.french(date)
    days = (date - EPOCH).to_i
    year, rest = days.divmod(365)
    "#{(rest % 30) + 1}. #{(rest / 30) + 1}. an #{year + 1}"
  end
end
